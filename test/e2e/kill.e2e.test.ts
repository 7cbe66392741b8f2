import { beforeAll, describe, expect, test } from "vitest";
import {
  lostOrDoubled,
  notAccepted,
  splitOrMerged,
  wrongStatuses,
} from "./support/storm/checks-intake.ts";
import {
  crossings,
  wrongDeliveries,
  wrongFeeds,
  wrongHistories,
  wrongOutcomes,
  wrongTriggers,
  wrongWindows,
} from "./support/storm/checks-lifecycle.ts";
import { KILLS_OF_EACH_MIN, planStorm, TEXT_CANARY } from "./support/storm/plan.ts";
import { reportOf } from "./support/storm/report.ts";
import { passStorm, type Evidence } from "./support/storm/storm.ts";

const plan = planStorm(process.env);

/**
 * Real processes on a real Redis and a real file, killed at random while contacts write, agents close and windows end (reliability.md
 * 3.1 to 3.3, F1 to F4, F7, F11). The checks read only what stands outside the engine: who said what and how it was answered, what
 * reached the endpoints, the database file, and the API.
 */
describe("after processes and Redis were killed at random under load", () => {
  let evidence: Evidence;

  beforeAll(
    async () => {
      process.stdout.write(`VENTANA_STORM_SEED=${plan.seed} repeats this schedule\n`);
      evidence = await passStorm(plan);
      process.stdout.write(`${reportOf(evidence)}\n`);
    },
    plan.stormMs * 5 + 600_000,
  );

  test("the storm has raged: every process died often, Redis was lost and emptied, webhooks were repeated", () => {
    const { kills, damage, ledger, spoken } = evidence;
    expect(Math.min(...Object.values(kills))).toBeGreaterThanOrEqual(KILLS_OF_EACH_MIN);
    expect(Math.min(...Object.values(damage))).toBeGreaterThanOrEqual(1);
    expect(spoken.messages.length).toBeGreaterThanOrEqual(plan.messages);
    expect(ledger.filter(({ accepted }) => accepted > 1).length).toBeGreaterThan(
      plan.messages / 10,
    );
  });

  test("no process ended by itself", () => expect(evidence.crashes).toEqual([]));

  test("whatever WhatsApp sent was accepted in the end", () =>
    expect(notAccepted(evidence)).toEqual([]));

  test("every accepted item stands exactly once, and nothing that was not sent (I1, I2)", () =>
    expect(lostOrDoubled(evidence)).toEqual([]));

  test("each contact has one conversation with a line, and none is shared (I3)", () =>
    expect(splitOrMerged(evidence)).toEqual([]));

  test("each opening by a contact has exactly one trigger, and each episode one opening (I4)", () =>
    expect(wrongTriggers(evidence)).toEqual([]));

  test("each trigger was delivered, under one webhook-id with one body, signed (I4)", () =>
    expect(wrongDeliveries(evidence)).toEqual([]));

  test("every window ended where the newest message says, none early, none is overdue (I5, I6)", () =>
    expect(wrongWindows(evidence)).toEqual([]));

  test("folding its history gives every conversation as it stands (I8)", () =>
    expect(wrongHistories(evidence)).toEqual([]));

  test("statuses stand at their highest rank (I10)", () =>
    expect(wrongStatuses(evidence)).toEqual([]));

  test("what callers were answered is what became of their commands, however often they asked", () =>
    expect(wrongOutcomes(evidence)).toEqual([]));

  test("the feed of each workspace is whole", () => expect(wrongFeeds(evidence)).toEqual([]));

  test("nothing of one workspace appears in the other (I12)", () =>
    expect(crossings(evidence)).toEqual([]));

  test("nothing was parked, and nothing set aside as dead", () => {
    const outcomes = [...evidence.record.history.values()]
      .flat()
      .map((one) => one.applied.outcome.kind);
    expect(evidence.record.parked).toBe(0);
    expect(new Set(outcomes)).not.toContain("dead");
  });

  test("no lock or mark is left in Redis that would keep a later ring from being heard", () => {
    expect(evidence.redisKeys.filter((key) => /:(de:|.*:lock$)/.test(key))).toEqual([]);
  });

  test("no log holds what people wrote, who they are, or a token", () => {
    const { output } = evidence;
    expect(output).not.toContain(TEXT_CANARY);
    expect(output).not.toMatch(/5215550\d{6}|MX\.70\d{6}/);
    expect(output).not.toContain("token-of-the-administrator");
  });
});
