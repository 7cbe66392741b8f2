/** Flows that start once per contact, rehearsed over contacts who write on several lines: once, and in the conversation in which it came first. */
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../bench/support/statistics.ts";
import type { BacktestReport } from "../../../src/domain/automation/backtest.ts";
import { Outcomes } from "../../../src/outcomes.ts";
import { createAdvance } from "../../../src/workers/advance.ts";
import { runBacktest } from "../../../src/workers/automation/backtest/run-backtest.ts";
import { switchedOn } from "../../machines/automation/generated-past.ts";
import { ACME, aLine, aMessage, HOUR, MINUTE, T0 } from "../../support/builders.ts";
import { createMemoryStore } from "../../support/memory-store/memory-store.ts";
import { createRecordingDoorbell } from "../../support/recording-doorbell.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

/** In the order in which a backtest goes through them. */
const LINES = ["100000000000001", "100000000000002", "100000000000003"] as const;

const ONCE = {
  start: { on: "message.received", match: { kind: "keyword", words: ["precio"] } },
  runPolicy: { kind: "oncePerContact" },
  steps: [{ id: "rest", do: "wait", for: { kind: "duration", ms: HOUR } }],
};
const ALWAYS = { ...ONCE, runPolicy: { kind: "always" }, reentry: "parallel" };
/** What the first one sets off where it starts starts once as well, and may also come by itself. */
const CHAIN = {
  tagging: { ...ONCE, steps: [{ id: "put", do: "tag", tags: ["interesado"] }] },
  once: {
    ...ONCE,
    start: { on: "conversation.tagged", tags: ["interesado"] },
  },
};

const definitionOf = (flow: Record<string, unknown>) =>
  switchedOn({ once: flow })[0]!.live.definition;

/** Contacts who write on these lines, while these flows are switched on. */
async function aLife(flows: Record<string, Record<string, unknown>>) {
  const store = createMemoryStore();
  const clock = { at: T0, now: () => clock.at };
  const log = createRecordingLog();
  const advance = createAdvance({
    store,
    clock,
    doorbell: createRecordingDoorbell(),
    outcomes: new Outcomes(),
    log,
    pause: async () => {},
    random: () => 0,
  });
  for (const id of LINES) await store.putLine(aLine({ id }));
  for (const { flow, live } of switchedOn(flows)) await store.addFlow(flow, live);
  let count = 0;
  return {
    /** A message on a line, which is worked at once, `afterMs` after the last one. */
    async writes(words: string, { line = 0, person = 1, afterMs = MINUTE } = {}): Promise<string> {
      clock.at += afterMs;
      const identity = { userId: `BR.${person}`, waId: `55119876500${person}` };
      const at = { lineId: LINES[line]!, identity, occurredAt: clock.at };
      const item = aMessage(`wamid.${++count}`, at);
      if (item.kind !== "message") throw new Error("a message was expected");
      const message = { ...item.message, content: { type: "text", text: words } as const };
      const newContactId = () => `ct_${person}`;
      const received = { receivedAt: clock.at, newContactId };
      const [accepted] = await store.accept([{ ...item, message }], received);
      if (accepted?.kind !== "accepted") throw new Error("it was not accepted");
      const { conversationId } = accepted;
      await advance({ workspaceId: ACME, conversationId }, "live");
      return conversationId;
    },
    /** What really started, in its order. */
    async started() {
      const all = { flowId: "once", conversationId: null, state: null, cursor: null, limit: 100 };
      return (await store.runs(ACME, all)).items
        .map(({ conversationId, startedAt }) => ({ conversationId, startedAt }))
        .toSorted((a, b) => a.startedAt - b.startedAt);
    },
    rehearsed: (
      flow: Record<string, unknown>,
      against: Record<string, unknown> | null = null,
    ): Promise<BacktestReport> => {
      const live = against === null ? null : { version: 1, definition: definitionOf(against) };
      const plan = {
        workspaceId: ACME,
        flowId: "once",
        version: 2,
        definition: definitionOf(flow),
        against: live,
        since: T0,
        until: clock.at,
        lineIds: null,
        limit: 100,
      };
      const deps = { store, clock, log, breathe: async () => {} };
      const { signal } = new AbortController();
      return runBacktest(plan, deps, { signal, onProgress: () => {} });
    },
  };
}

const startsOf = ({ runs }: BacktestReport) =>
  runs.map(({ conversationId, startedAt }) => ({ conversationId, startedAt }));

describe("a flow that starts once per contact, in a backtest", () => {
  it("starts where it came first, though another conversation is gone through before", async () => {
    const { writes, rehearsed } = await aLife({});
    await writes("Hola", { line: 0 });
    const first = await writes("¿Qué precio tiene?", { line: 1 });
    const other = await writes("¿Y el precio?", { line: 0 });
    const someoneElse = await writes("Precio", { line: 0, person: 2 });
    const { draft, runs } = await rehearsed(ONCE);
    expect(runs.map(({ conversationId }) => conversationId)).toEqual([first, someoneElse]);
    expect(draft.evaluations).toMatchObject({ started: 2, skipped: { run_policy: 1 } });
    expect(other).not.toBe(first);
  });

  it("is compared with a version that always starts, each by its own policy", async () => {
    const { writes, rehearsed } = await aLife({});
    for (const line of [2, 0, 1]) await writes("Precio", { line });
    const { compared } = await rehearsed(ONCE, ALWAYS);
    expect(compared).toEqual({ both: 1, onlyDraft: 0, onlyLive: 2 });
    expect((await rehearsed(ALWAYS, ONCE)).compared).toEqual({
      both: 1,
      onlyDraft: 2,
      onlyLive: 0,
    });
  });

  it.each([1, 2, 3, 4, 5, 6])("starts when and where it really did: seed %i", async (seed) => {
    const random = createRandom(seed);
    const upTo = (count: number) => Math.floor(random() * count);
    for (const flows of [{ once: ONCE }, CHAIN]) {
      const { writes, started, rehearsed } = await aLife(flows);
      for (let count = 0; count < 60; count++) {
        const words = random() < 0.3 ? "precio" : "hola";
        await writes(words, { line: upTo(3), person: upTo(5), afterMs: 1 + upTo(MINUTE) });
      }
      const real = await started();
      expect(real.length).toBeGreaterThan(1);
      expect(startsOf(await rehearsed(flows.once))).toEqual(real);
    }
  });
});
