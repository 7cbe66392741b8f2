import { describe, expect, it } from "vitest";
import { webhookKey } from "../../../src/domain/intake/intake.ts";
import {
  aMessage,
  anEndpoint,
  aNotice,
  aParkedItem,
  ACME,
  aUser,
  GLOBEX,
  LINE,
  MINUTE,
  T0,
} from "../../support/builders.ts";
import { aFlow, aFlowVersion, aLog } from "../../support/automation-builders.ts";
import { WHOLE_LIST } from "../../support/whole-list.ts";
import { commitOf } from "../../support/plain-step.ts";
import { only, refOf, useWorkbench, type StoreFactory, type Workbench } from "./setup.ts";

/** Fills Acme with one of everything, and names it. */
async function fillAcme(bench: Workbench) {
  const { store } = bench;
  await store.putUser(aUser());
  await store.putEndpoint(anEndpoint());
  const { conversationId } = await bench.converse(aMessage("m1"));
  const stranger = { userId: "BR.9", waId: "15559999999" };
  await bench.accept([aMessage("m2", { identity: { waId: stranger.waId } })]);
  await bench.accept([aMessage("m3", { identity: { ...stranger, userId: "BR.1001" } })]);
  await bench.accept([aParkedItem("p1"), aNotice("n1")]);
  await store.relay(ACME, { limit: 10, now: T0 });
  const delivery = only(
    await store.claim(ACME, "endpoint-1", { now: T0, leaseMs: MINUTE, limit: 1 }),
  ).delivery;
  await store.addFlow(aFlow({ liveVersion: 1 }), aFlowVersion());
  const { version, ...mailbox } = await withVersion(bench, conversationId);
  const automation = aLog(conversationId, { version, at: T0 });
  await store.commit({ ...commitOf(mailbox, { at: T0 }), automation });
  await store.moveStartsCursor(ACME, 1);
  return { conversationId, deliveryId: delivery.id };
}

/** A mailbox with one more message in it, and the version that its turn leads to. */
async function withVersion(bench: Workbench, conversationId: string) {
  await bench.accept([aMessage("m4")]);
  const mailbox = await bench.load({ workspaceId: ACME, conversationId });
  return { ...mailbox, version: (mailbox.conversation?.version ?? 0) + 1 };
}

/** Every read of a tenant, with ids that belong to Acme. */
function readsOf({ store }: Workbench, ids: Awaited<ReturnType<typeof fillAcme>>) {
  const { conversationId, deliveryId } = ids;
  const page = { cursor: null, limit: 10 };
  const parked = { reason: null, lineId: null, replayed: true, ...page };
  const replay = { ids: null, lineId: null, reason: null, cursor: null, limit: 10 };
  const any = { flowId: null, conversationId: null, ...page };
  const runId = `run of ${conversationId}`;
  type Read = (workspaceId: string) => Promise<unknown>;
  const reads: Record<string, Read> = {
    outcome: (w) => store.outcome(w, webhookKey(LINE, "message|m1")),
    parked: async (w) => (await store.parked(w, parked)).items,
    parkedForReplay: async (w) => (await store.parkedForReplay(w, replay)).items,
    notices: async (w) => (await store.notices(w, page)).items,
    load: (w) => store.load(w, conversationId, { maxEntries: 10 }),
    history: (w) => store.history(w, conversationId),
    events: (w) => store.events(w, { after: 0, limit: 10, types: null }),
    lastSeq: (w) => store.lastSeq(w),
    deliveries: async (w) =>
      (await store.deliveries(w, { endpointId: null, state: null, ...page })).items,
    deliveriesOfEndpoint: async (w) =>
      (await store.deliveries(w, { endpointId: "endpoint-1", state: null, ...page })).items,
    delivery: (w) => store.delivery(w, deliveryId),
    line: (w) => store.line(w, LINE),
    settingsOf: (w) => store.settingsOf(w, LINE, 1),
    user: (w) => store.user(w, "user-1"),
    users: (w) => store.users(w),
    endpoint: (w) => store.endpoint(w, "endpoint-1"),
    endpoints: (w) => store.endpoints(w),
    conversations: async (w) => (await store.conversations(w, { ...WHOLE_LIST, ...page })).items,
    conversationsOfLine: async (w) =>
      (await store.conversations(w, { ...WHOLE_LIST, lineIds: [LINE], ...page })).items,
    conversation: (w) => store.conversation(w, conversationId),
    conversationsById: (w) => store.conversationsById(w, [conversationId]),
    timeline: async (w) => (await store.timeline(w, conversationId, page)).items,
    contact: (w) => store.contact(w, "contact1"),
    mergeProposals: (w) => store.mergeProposals(w),
    flow: (w) => store.flow(w, "flow-1"),
    flows: async (w) => (await store.flows(w, page)).items,
    flowVersion: (w) => store.flowVersion(w, "flow-1", 1),
    flowVersions: (w) => store.flowVersions(w, "flow-1"),
    liveFlows: async (w) => (await store.liveFlows(w)).flows,
    flowsVersion: (w) => store.flowsVersion(w),
    run: (w) => store.run(w, runId),
    runs: async (w) => (await store.runs(w, { ...any, state: null })).items,
    runsOfFlow: async (w) =>
      (await store.runs(w, { ...any, flowId: "flow-1", state: "running" })).items,
    runsOfConversation: async (w) =>
      (await store.runs(w, { ...any, conversationId, state: null })).items,
    runSteps: (w) => store.runSteps(w, runId),
    evaluations: async (w) => (await store.evaluations(w, { ...any, verdict: null })).items,
    evaluationsOfConversation: async (w) =>
      (await store.evaluations(w, { ...any, conversationId, verdict: "started" })).items,
    startsCursor: (w) => store.startsCursor(w),
    mergeProposalPage: async (w) => (await store.mergeProposalPage(w, page)).items,
  };
  return reads;
}

/** No read and no write of one tenant touches another's data (invariant I12). */
export function testIsolation(name: string, factory: StoreFactory): void {
  describe(`${name}: isolation of workspaces`, () => {
    const bench = useWorkbench(factory);

    it("shows a workspace's data to that workspace and to no other, in every read there is", async () => {
      const ids = await fillAcme(bench());
      for (const [read, of] of Object.entries(readsOf(bench(), ids))) {
        const own = await of(ACME);
        const foreign = await of(GLOBEX);
        const nothing = Array.isArray(own) ? [] : typeof own === "number" ? 0 : null;
        expect({ read, foreign }).toEqual({ read, foreign: nothing });
        expect({ read, own }).not.toEqual({ read, own: nothing });
      }
    });

    it("does not let a write of one workspace change another's data", async () => {
      const ids = await fillAcme(bench());
      const reads = Object.entries(readsOf(bench(), ids));
      const all = () => Promise.all(reads.map(([, read]) => read(ACME)));
      const before = await all();
      const { store } = bench();
      const { items } = await store.parked(ACME, {
        reason: null,
        lineId: null,
        replayed: true,
        cursor: null,
        limit: 1,
      });
      await store.settleParked(GLOBEX, [only(items).id], T0);
      await store.deleteEndpoint(GLOBEX, "endpoint-1");
      await store.revokeTokens(GLOBEX, "user-1", T0);
      await store.putUser(aUser({ workspaceId: GLOBEX, name: "Gus" }));
      await store.putEndpoint(anEndpoint({ workspaceId: GLOBEX, url: "https://g.example" }));
      await store.settle({
        workspaceId: GLOBEX,
        endpointId: "endpoint-1",
        deliveryId: ids.deliveryId,
        attempt: {
          number: 1,
          startedAt: T0,
          durationMs: 1,
          result: "failed",
          status: 500,
          reason: null,
        },
        next: { state: "dead", at: T0 },
        health: { failingSince: T0, failures: 1 },
        disable: "gone",
      });
      expect(await all()).toEqual(before);
    });

    it("does not let a commit of one workspace touch another's conversation", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const [accepted] = await bench().accept([aMessage("m2")]);
      const before = await bench().load(refOf(accepted));
      const commit = commitOf(before, { at: T0 });
      const foreign = { ...commit, workspaceId: GLOBEX };
      expect(await bench().store.commit(foreign)).toBe("conflict");
      expect(await bench().load(ref)).toEqual(before);
      expect(await bench().store.lastSeq(GLOBEX)).toBe(0);
    });
  });
}
