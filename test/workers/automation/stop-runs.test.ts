import { expect, test } from "vitest";
import { NOTHING_AUTOMATED } from "../../../src/domain/commit.ts";
import { createStopRuns } from "../../../src/workers/automation/stop-runs.ts";
import { aFlow, aFlowVersion, aRun } from "../../support/automation-builders.ts";
import { ACME, MINUTE, T0 } from "../../support/builders.ts";
import { useEffects } from "./support/effect-bench.ts";

const bench = useEffects();

/** Puts runs of flow-2 into the log, and says that those of it are to end that had begun by `before`. */
async function open({ before = T0, started = [T0] }: { before?: number; started?: number[] } = {}) {
  const { store, address } = bench();
  const { conversationId } = address;
  const flow = aFlow({ id: "flow-2", stopRunsBefore: before });
  await store.addFlow(flow, aFlowVersion({ flowId: "flow-2" }));
  const runs = started.map((startedAt, n) =>
    aRun(conversationId, { id: `run-${n}`, flowId: "flow-2", startedAt }),
  );
  await put(runs);
}

async function put(runs: ReturnType<typeof aRun>[]) {
  const { store, address } = bench();
  const { conversationId } = address;
  const { conversation } = (await store.load(ACME, conversationId, { maxEntries: 1 }))!;
  const nothing = { items: [], sends: [], events: [], cascades: [], learnt: [] };
  await store.commit({
    ...address,
    ...nothing,
    applied: [],
    fired: [],
    expectedVersion: conversation!.version,
    conversation: conversation!,
    automation: { ...NOTHING_AUTOMATED, runs },
  });
}

const sweep = () => createStopRuns({ ...bench().deps, store: bench().store })();
const asked = async () => {
  const { conversationId } = bench().address;
  const mailbox = await bench().store.load(ACME, conversationId, { maxEntries: 50 });
  return mailbox!.entries.flatMap(({ input }) => (input.kind === "command" ? [input.command] : []));
};
const stopsBefore = async () => (await bench().store.flow(ACME, "flow-2"))?.stopRunsBefore;

test("each conversation with runs of the flow is asked to end them, once", async () => {
  await open({ started: [T0, T0 - 1] });
  await sweep();
  await sweep();
  expect(await asked()).toEqual([
    { name: "stopRuns", which: { kind: "flow", flowId: "flow-2", before: T0 } },
  ]);
  expect(bench().doorbell.rings).toContain(`bulk ${bench().address.conversationId}`);
  expect(await stopsBefore()).toBe(T0);
});

test("runs that started later are left alone", async () => {
  await open({ started: [T0 + 1] });
  await sweep();
  expect(await asked()).toEqual([]);
});

test("it is over when none is left and nobody can have started one unseen", async () => {
  await open({ started: [] });
  await sweep();
  expect(await stopsBefore()).toBe(T0);
  bench().clock.advance(MINUTE);
  await sweep();
  expect(await stopsBefore()).toBeNull();
  expect((await bench().store.flow(ACME, "flow-2"))?.revision).toBe(2);
});

test("while one is left it is not over, however long it takes", async () => {
  await open();
  bench().clock.advance(MINUTE);
  await sweep();
  expect(await stopsBefore()).toBe(T0);
  const { conversationId } = bench().address;
  const ended = { state: "stopped", reason: "stopped", endedAt: T0 + 1 } as const;
  await put([aRun(conversationId, { id: "run-0", flowId: "flow-2", ...ended })]);
  await sweep();
  expect(await stopsBefore()).toBeNull();
});
