import type { ServerTime } from "../channels/whatsapp/graph/server-time.ts";
import type { Clock } from "../clock.ts";
import { offsetProven, verdictOn } from "../domain/clock-offset.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";

export interface ClockWatchDeps {
  serverTime: ServerTime;
  clock: Clock;
  log: Log;
  metrics: Pick<Metrics, "clockOffset">;
  everyMs: number;
}

export interface ClockWatch {
  /** Compares now, besides the times at which it is done anyway. */
  compare(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Compares this machine's clock with WhatsApp's, now and then: windows close by the one and messages are dated by the other, so a clock that
 * is off sends too late, or not at all. Says so, and goes on; a WhatsApp that does not answer says nothing of the clock.
 */
export function startClockWatch(deps: ClockWatchDeps): ClockWatch {
  const { serverTime, clock, log, metrics } = deps;

  const compare = async (): Promise<void> => {
    const askedAt = clock.now();
    const toldAt = await serverTime.ask();
    if (toldAt === null) return metrics.clockOffset.remove();
    const offset = offsetProven({ askedAt, answeredAt: clock.now(), toldAt });
    const middleMs = (offset.atLeast + offset.atMost) / 2;
    metrics.clockOffset.set(middleMs / 1_000);
    const reason = verdictOn(offset);
    if (reason === "agrees") return;
    log.warn(
      { reason, durationMs: Math.round(Math.abs(middleMs)) },
      "This machine's clock is not WhatsApp's: windows end too early or too late until it is set",
    );
  };

  const inBackground = (): void => {
    compare().catch((err: unknown) => log.warn({ err }, "The clock could not be compared"));
  };
  inBackground();
  const timer = setInterval(inBackground, deps.everyMs);
  return {
    compare,
    async close() {
      clearInterval(timer);
      await serverTime.close();
    },
  };
}
