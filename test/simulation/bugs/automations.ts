import type { FlowDefinition } from "../../../src/domain/automation/flow.ts";
import { automationKey } from "../../../src/domain/automation/run.ts";
import { NOTHING_AUTOMATED, type Commit } from "../../../src/domain/commit.ts";
import { NO_TIMERS, type Timers } from "../../../src/domain/conversation/conversation.ts";
import type { IntakeEntry } from "../../../src/domain/intake/intake.ts";
import type { EffectSettlement } from "../../../src/store/automation-store.ts";
import { StoreUnavailableError, type Store } from "../../../src/store/store.ts";
import { FLOWS_EVERY } from "../flows/which-seeds.ts";
import type { Sabotage } from "./sabotage.ts";

const BUGS: Sabotage[] = [
  {
    name: "gives the result of an effect again under another key when the first answer was lost",
    from: 15,
    process: ({ store }) => ({
      store: {
        ...store,
        async settleEffect(settlement) {
          try {
            return await store.settleEffect(settlement);
          } catch (error) {
            if (!(error instanceof StoreUnavailableError)) throw error;
            await giveAgain(store, settlement);
            return "settled";
          }
        },
      },
    }),
  },
  {
    name: "does not ask at dispatch who talks by now",
    from: 20,
    process: ({ store }) => ({
      store: {
        ...store,
        async claimSends(...args) {
          const claimed = await store.claimSends(...args);
          return claimed.map((one) => ({
            ...one,
            driver: { kind: "bot", lease: one.send.lease ?? 0 },
          }));
        },
      },
    }),
  },
  {
    name: "does not ask in the mailbox who talks by now",
    from: 30,
    process: ({ store }) => ({
      store: {
        ...store,
        async load(...args) {
          const mailbox = await store.load(...args);
          return mailbox && { ...mailbox, entries: mailbox.entries.map(withoutLease) };
        },
      },
    }),
  },
  {
    name: "writes down what runs wait for, and forgets the deadline of the earliest",
    from: 5,
    database: (store) => ({
      ...store,
      async due(query) {
        const due = await store.due(query);
        const isSeen = await Promise.all(
          due.map(async ({ workspaceId, conversationId }) => {
            const mailbox = await store.load(workspaceId, conversationId, { maxEntries: 0 });
            return !waitsOnly(mailbox?.conversation?.facts.timers ?? NO_TIMERS, query.now);
          }),
        );
        return due.filter((_, at) => isSeen[at]);
      },
    }),
    process: () => ({
      handlers: (honest) => ({ ...honest, timer: async () => "nothing" }),
    }),
  },
  {
    name: "asks for a start under a new key each time it is asked",
    from: 25,
    process: ({ store, world }) => ({
      store: {
        ...store,
        submitStart: (asked) =>
          store.submitStart({ ...asked, key: `${asked.key}|${world.scheduler.steps()}` }),
      },
    }),
  },
  {
    name: "starts flows as often as their event comes, whatever their policy is",
    from: 5,
    process: ({ store }) => ({
      store: { ...store, liveFlows: liveFlowsWith(store, { runPolicy: { kind: "always" } }) },
    }),
  },
  {
    name: "starts a flow beside its own run",
    from: 10,
    process: ({ store }) => ({
      store: { ...store, liveFlows: liveFlowsWith(store, { reentry: "parallel" }) },
    }),
  },
  {
    name: "takes over where a person talks, without being told that it may",
    from: 5,
    process: ({ store }) => ({
      store: { ...store, liveFlows: liveFlowsWith(store, { takesOver: true }) },
    }),
  },
  {
    name: "takes what starts once for a contact for free in every conversation",
    from: 105,
    process: ({ store }) => ({ store: { ...store, claimStarts: () => Promise.resolve([]) } }),
  },
  {
    name: "writes effects after the commit of the step that decided on them",
    from: 5,
    process: ({ store }) => ({ store: { ...store, commit: commitEffectsLater(store) } }),
  },
  {
    name: "goes by the flows that it knew when it started",
    from: 5,
    process({ store }) {
      const first = new Map<string, ReturnType<Store["liveFlows"]>>();
      return {
        store: {
          ...store,
          async liveFlows(workspaceId) {
            const { version } = await store.liveFlows(workspaceId);
            const known = first.get(workspaceId) ?? store.liveFlows(workspaceId);
            first.set(workspaceId, known);
            return { ...(await known), version };
          },
        },
      };
    },
  },
];

/** Mistakes with flows, which not every seed has. */
export const AUTOMATION_BUGS = BUGS.map((bug): Sabotage => ({ ...bug, step: FLOWS_EVERY }));

async function giveAgain(store: Store, { workspaceId, id, at, ends }: EffectSettlement) {
  if (ends.kind !== "command") return;
  const key = `${automationKey(id)}#again`;
  const again = { ...ends.command, workspaceId, key, receivedAt: at, fingerprint: key };
  await store.submit(again);
}

/** Flows as they are written, but for some of their rules. */
function liveFlowsWith(
  store: Store,
  changes: Partial<Pick<FlowDefinition, "runPolicy" | "reentry" | "takesOver">>,
): Store["liveFlows"] {
  return async (workspaceId) => {
    const { version, flows } = await store.liveFlows(workspaceId);
    const changed = flows.map(({ flow, live }) => ({
      flow,
      live: { ...live, definition: { ...live.definition, ...changes } },
    }));
    return { version, flows: changed };
  };
}

/** A message of a run, as if it were somebody's who may always talk. */
function withoutLease(entry: IntakeEntry): IntakeEntry {
  const { input } = entry;
  if (input.kind !== "command" || input.command.name !== "send") return entry;
  const { lease: _lease, ...command } = input.command;
  return { ...entry, input: { ...input, command } };
}

/** Whether of all deadlines of a conversation only that of its runs has come. */
function waitsOnly(timers: Timers, now: number): boolean {
  return Object.entries(timers).every(
    ([name, at]) => name === "automation" || at === null || at > now,
  );
}

/** The step first, and what it decided on in a commit of its own, if the process lives to write it. */
function commitEffectsLater(store: Store): Store["commit"] {
  return async (commit: Commit) => {
    const { effects } = commit.automation;
    if (effects.length === 0) return store.commit(commit);
    const first = await store.commit({
      ...commit,
      automation: { ...commit.automation, effects: [] },
    });
    if (first !== "committed") return first;
    const { workspaceId, conversationId, conversation } = commit;
    await store.commit({
      workspaceId,
      conversationId,
      expectedVersion: conversation.version,
      conversation,
      items: [],
      sends: [],
      events: [],
      cascades: [],
      learnt: [],
      applied: [],
      fired: [],
      automation: { ...NOTHING_AUTOMATED, effects },
    });
    return first;
  };
}
