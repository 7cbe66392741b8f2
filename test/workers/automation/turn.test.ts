import { describe, expect, it } from "vitest";
import type { Flow, FlowDefinition } from "../../../src/domain/automation/flow.ts";
import { automationKey } from "../../../src/domain/automation/run.ts";
import { fold } from "../../../src/machines/fold.ts";
import type { Store } from "../../../src/store/store.ts";
import { createAdvance } from "../../../src/workers/advance.ts";
import { flowOf } from "../../machines/automation/flows.ts";
import { aFlow, aFlowVersion } from "../../support/automation-builders.ts";
import { ACME, aMessage, HOUR, MINUTE, T0 } from "../../support/builders.ts";
import { useWorkshop } from "../support/workshop.ts";

const workshop = useWorkshop();
const text = (words: string) => ({ type: "text", text: words });

const TAGS_AND_WAITS = {
  start: { on: "conversation.started_by_contact" },
  steps: [
    { id: "mark", do: "tag", tags: ["nuevo"], next: "wait" },
    { id: "wait", do: "wait", for: { kind: "duration", ms: MINUTE }, next: "hello" },
    { id: "hello", do: "send", messages: [text("Hola")], next: null },
  ],
};

async function publish(
  store: Store,
  written: Record<string, unknown>,
  changes: Partial<Flow> = {},
): Promise<Flow> {
  const flow = aFlow({ liveVersion: 1, liveSince: T0, ...changes });
  const definition: FlowDefinition = flowOf(written);
  await store.addFlow(flow, aFlowVersion({ flowId: flow.id, definition }));
  return flow;
}

describe("a turn of a mailbox in a workspace with flows", () => {
  it("commits the message, the start, the steps and what is to be done outside as one", async () => {
    const { store, accept, advance, clock } = workshop();
    const flow = await publish(store, TAGS_AND_WAITS);
    const address = await accept(aMessage("1"));
    await advance(address);
    const { items: runs } = await store.runs(ACME, {
      flowId: flow.id,
      conversationId: null,
      state: "running",
      cursor: null,
      limit: 10,
    });
    expect(runs).toMatchObject([{ stepId: "wait", waitsFor: { kind: "time" } }]);
    clock.advance(MINUTE);
    expect(await advance(address)).toBe("committed");
    const [effect] = await store.claimEffects({
      lane: "inside",
      now: clock.now(),
      leaseMs: MINUTE,
      limit: 10,
    });
    expect(effect).toMatchObject({ flowId: flow.id, stepId: "hello", task: { kind: "send" } });
    const steps = await store.runSteps(ACME, runs[0]!.id);
    expect(steps.map(({ stepId }) => stepId)).toEqual(["mark", "wait", "hello"]);
  });

  it("folds again from its history in a store, without flows (I8)", async () => {
    const { store, accept, advance, settle, clock } = workshop();
    await publish(store, TAGS_AND_WAITS);
    const address = await accept(aMessage("1"));
    await settle(address);
    clock.advance(MINUTE);
    await advance(address);
    const { conversationId } = address;
    const [history, mailbox] = [
      await store.history(ACME, conversationId),
      await store.load(ACME, conversationId, { maxEntries: 1 }),
    ];
    const { line, contact, conversation } = mailbox!;
    expect(fold(history, { line, contact, settingsOf: () => line.settings })).toEqual(conversation);
    expect(conversation!.facts.tags).toEqual(["nuevo"]);
  });

  it("goes by the flows as they are now, each time they change", async () => {
    const { store, accept, deps } = workshop();
    const advance = createAdvance(deps);
    const tags = async (address: { conversationId: string }) =>
      (await store.load(ACME, address.conversationId, { maxEntries: 1 }))?.conversation?.facts.tags;
    const first = await accept(aMessage("1"));
    await advance({ workspaceId: ACME, conversationId: first.conversationId }, "live");
    expect(await tags(first)).toEqual([]);
    const start = { on: "message.received", match: { kind: "any" } };
    const flow = await publish(store, {
      start,
      steps: [{ id: "a", do: "tag", tags: ["uno"], next: null }],
    });
    await advance(await accept(aMessage("2")), "live");
    expect(await tags(first)).toEqual(["uno"]);
    await store.changeFlow(
      { ...flow, revision: 2, newestVersion: 2, liveVersion: 2 },
      aFlowVersion({
        flowId: flow.id,
        version: 2,
        definition: flowOf({ start, steps: [{ id: "a", do: "tag", tags: ["dos"], next: null }] }),
      }),
    );
    await advance(await accept(aMessage("3")), "live");
    expect(await tags(first)).toEqual(["dos", "uno"]);
    await store.changeFlow({ ...flow, revision: 3, newestVersion: 2, liveVersion: null }, null);
    const last = await accept(aMessage("4"));
    await advance(last, "live");
    const all = { flowId: flow.id, conversationId: null, verdict: null } as const;
    const { items } = await store.evaluations(ACME, { ...all, cursor: null, limit: 10 });
    expect(items).toMatchObject([{ flowVersion: 2 }, { flowVersion: 1 }]);
  });

  it("lets a run go on with the version it entered with, though its flow is switched off", async () => {
    const { store, accept, advance, clock } = workshop();
    const flow = await publish(store, TAGS_AND_WAITS);
    const address = await accept(aMessage("1"));
    await advance(address);
    await store.changeFlow({ ...flow, revision: 2, liveVersion: null }, null);
    clock.advance(MINUTE);
    await advance(address);
    expect((await store.effectDepth()).waiting).toBe(1);
  });

  it("ends a run of a flow that was switched off with its runs", async () => {
    const { store, accept, advance, clock } = workshop();
    const flow = await publish(store, TAGS_AND_WAITS);
    const address = await accept(aMessage("1"));
    await advance(address);
    const stopped = { liveVersion: null, stopRunsBefore: clock.now() };
    await store.changeFlow({ ...flow, revision: 2, ...stopped }, null);
    clock.advance(MINUTE);
    await advance(address);
    expect((await store.effectDepth()).waiting).toBe(0);
    const query = { flowId: flow.id, conversationId: null, cursor: null, limit: 10 } as const;
    expect((await store.runs(ACME, { ...query, state: "stopped" })).items).toHaveLength(1);
  });

  it("starts a flow once for a contact, though two conversations of theirs want it at the same time", async () => {
    const { store, accept, advance } = workshop();
    const flow = await publish(store, {
      ...TAGS_AND_WAITS,
      runPolicy: { kind: "oncePerContact" },
    });
    const first = await accept(aMessage("1"));
    await store.claimStarts(ACME, [
      { key: await claimKeyOf(store, first, flow), runId: "run elsewhere" },
    ]);
    await advance(first);
    const all = { flowId: flow.id, conversationId: null, cursor: null, limit: 10 } as const;
    expect((await store.runs(ACME, { ...all, state: null })).items).toEqual([]);
    expect((await store.evaluations(ACME, { ...all, verdict: null })).items).toMatchObject([
      { verdict: { kind: "skipped", reason: "run_policy" } },
    ]);
  });

  it("goes through when a worker died after it claimed, and starts the very run it claimed for", async () => {
    const { store, accept, advance, deps } = workshop();
    const flow = await publish(store, { ...TAGS_AND_WAITS, runPolicy: { kind: "oncePerContact" } });
    const address = await accept(aMessage("1"));
    const dying: Store = Object.create(store, {
      commit: { value: async () => Promise.reject(new Error("the process dies")) },
    }) as Store;
    await expect(createAdvance({ ...deps, store: dying })(address, "live")).rejects.toThrow("dies");
    await advance(address);
    const all = { flowId: flow.id, conversationId: null, cursor: null, limit: 10 } as const;
    expect((await store.runs(ACME, { ...all, state: "running" })).items).toHaveLength(1);
  });

  it("takes what became of an effect as the next thing its run hears of", async () => {
    const { store, accept, advance, clock } = workshop();
    await publish(store, {
      start: { on: "conversation.started_by_contact" },
      steps: [
        {
          id: "ask",
          do: "webhook",
          url: "https://example.com/x",
          save: { size: "size" },
          next: "note",
        },
        { id: "note", do: "note", text: "Talla {{vars.size|?}}", next: null },
      ],
    });
    const address = await accept(aMessage("1"));
    await advance(address);
    const claim = { lane: "outside", now: clock.now(), leaseMs: HOUR, limit: 1 } as const;
    const [effect] = await store.claimEffects(claim);
    const { workspaceId, id, attempts } = effect!;
    const result = { kind: "done", vars: { size: "M" } } as const;
    const settlement = { workspaceId, id, attempts, at: clock.now() } as const;
    await store.settleEffect({ ...settlement, ends: { kind: "result", result } });
    await advance(address);
    const history = await store.history(ACME, address.conversationId);
    expect(history.map(({ key }) => key)).toContain(automationKey(id));
    const noted = history.find(
      ({ input }) => input.kind === "command" && input.command.name === "note",
    );
    expect(noted?.input).toMatchObject({ command: { text: "Talla M" } });
  });
});

async function claimKeyOf(store: Store, address: { conversationId: string }, flow: Flow) {
  const mailbox = await store.load(ACME, address.conversationId, { maxEntries: 1 });
  return `${flow.id}|${mailbox!.contact.id}`;
}
