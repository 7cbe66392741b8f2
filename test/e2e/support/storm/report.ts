import { firedDeadlines } from "./checks-lifecycle.ts";
import type { Evidence } from "./storm.ts";

/** The figures of a storm in a few lines, for people; judged elsewhere. */
export function reportOf(evidence: Evidence): string {
  const { plan, spoken, ledger, issued, delivered, record, damage, kills } = evidence;
  const entries = [...record.history.values()].flat();
  const waits = entries
    .filter(({ input }) => input.kind !== "timer")
    .map(({ applied, receivedAt }) => applied.at - receivedAt);
  const fired = firedDeadlines(evidence);
  const late = (timer: string): string =>
    spread(fired.filter((one) => one.timer === timer).map(({ lateMs }) => lateMs));
  const posts = ledger.reduce((sum, { attempts }) => sum + attempts, 0);
  const repeats = ledger.reduce((sum, { accepted }) => sum + accepted, 0) - ledger.length;
  const triggers = record.deliveries.length;
  const closes = issued.filter(({ status }) => status === 200).length;
  return [
    `storm of seed ${plan.seed}: ${seconds(evidence.stormMs)} s, calm after ${seconds(evidence.calmMs)} s more`,
    `kills: http ${kills.http}, workers ${kills["worker-a"] + kills["worker-b"]}, Redis ${damage.redisKills}; flushes ${damage.flushes}; zombies ${damage.zombies}`,
    `messages ${spoken.messages.length}, updates ${ledger.length}, sent ${posts} times, accepted once more ${repeats} times`,
    `conversations ${record.conversations.length}, triggers ${triggers}, deliveries received ${delivered.length}, closes ${closes} of ${issued.length}`,
    `arrival to commit ${spread(waits)}`,
    `lateness: closing ${late("windowClosing")}; expired ${late("windowExpired")}`,
  ].join("\n");
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms (${sorted.length})`;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
