import { afterEach, beforeEach, vi } from "vitest";
import { createEndpointClient } from "../../../../src/channels/endpoint/client.ts";
import { createSigner } from "../../../../src/channels/endpoint/sign.ts";
import type {
  EffectResult,
  EffectTask,
  NewEffect,
} from "../../../../src/domain/automation/effect.ts";
import { effectIdOf } from "../../../../src/domain/automation/run.ts";
import { NOTHING_AUTOMATED } from "../../../../src/domain/commit.ts";
import type { Command } from "../../../../src/domain/conversation/commands.ts";
import type { IntakeEntry } from "../../../../src/domain/intake/intake.ts";
import type { ConversationAddress } from "../../../../src/queues/doorbell.ts";
import type { AutomationStore } from "../../../../src/store/automation-store.ts";
import type { Store } from "../../../../src/store/store.ts";
import { createEffects, type EffectsDeps } from "../../../../src/workers/automation/effects.ts";
import { createOriginGate } from "../../../../src/workers/automation/origin-gate.ts";
import { aFlow, aFlowVersion, anEffect } from "../../../support/automation-builders.ts";
import { aMessage } from "../../../support/builders.ts";
import { aSecret, useWorkshop, type Workshop } from "../../support/workshop.ts";

export const SECRET = aSecret("f");

/** What an effect came to: a result, or the command that it became. */
export type Came = { effectId: string } & (
  | { result: EffectResult }
  | { command: Command; depth: number | undefined; actor: string }
);

export interface EffectBench extends Workshop {
  store: Store & AutomationStore;
  /** Of Ana, with one message in it. */
  address: ConversationAddress;
  contactId: string;
  /** Lets a step of the conversation decide what its run does outside; each at a step of its own. Returns the effects' ids. */
  decide(...tasks: EffectTask[]): Promise<string[]>;
  /** Carries out what is due; with `changes` by another worker, which knows nothing of the usual one. */
  work(changes?: Partial<EffectsDeps>): Promise<void>;
  /** What effects came to, as it waits in the mailbox, in its order. */
  came(): Promise<Came[]>;
  effectDeps: EffectsDeps;
  /** What `work` is told where an answer never ends: calls that end after two seconds. */
  impatient: Pick<EffectsDeps, "ask">;
}

/** Short enough for a test that waits for it, long enough for a busy machine to begin an answer within it. */
const IMPATIENT_MS = 2_000;

/** Opens a workshop with a conversation, a flow with a secret, and a worker for its effects. */
export function useEffects({ slotsAtOrigin = 8 } = {}): () => EffectBench {
  const workshop = useWorkshop();
  let bench: EffectBench | null = null;
  let close = async () => {};
  beforeEach(async () => {
    const allow = ["127.0.0.0/8"];
    const client = createEndpointClient({ allow });
    const hasty = createEndpointClient({ allow, timeouts: { totalMs: IMPATIENT_MS } });
    close = async () => void (await Promise.all([client.close(), hasty.close()]));
    vi.useFakeTimers({ toFake: ["Date"], now: workshop().clock.now() });
    const { store, ...rest } = workshop();
    const automated = store as Store & AutomationStore;
    await automated.addFlow(
      aFlow({ secrets: [{ value: SECRET, validUntil: null }] }),
      aFlowVersion(),
    );
    const address = await rest.accept(aMessage("m1"));
    await rest.settle(address);
    const row = await store.conversation(address.workspaceId, address.conversationId);
    const effectDeps: EffectsDeps = {
      ...rest.deps,
      store: automated,
      ask: (request) => client.ask(request),
      sign: createSigner(),
      gate: createOriginGate(slotsAtOrigin),
    };
    const contactId = row!.contact.id;
    bench = {
      ...rest,
      store: automated,
      address,
      contactId,
      effectDeps,
      impatient: { ask: (request) => hasty.ask(request) },
      ...acts(effectDeps, automated, { address, contactId }),
    };
  });
  afterEach(async () => {
    vi.useRealTimers();
    await close();
    bench = null;
  });
  return () => {
    if (bench === null) throw new Error("the bench is not open outside of a test");
    return bench;
  };
}

const NOTHING_ELSE = {
  items: [],
  sends: [],
  events: [],
  cascades: [],
  learnt: [],
  applied: [],
  fired: [],
};

function acts(
  effectDeps: EffectsDeps,
  store: Store & AutomationStore,
  { address, contactId }: { address: ConversationAddress; contactId: string },
): Pick<EffectBench, "decide" | "work" | "came"> {
  const { workspaceId, conversationId } = address;
  const usual = createEffects(effectDeps);
  let decided = 0;
  const mailbox = async () => (await store.load(workspaceId, conversationId, { maxEntries: 500 }))!;
  return {
    async decide(...tasks) {
      const effects = tasks.map((task): NewEffect => {
        const stepId = `s${++decided}`;
        const createdAt = effectDeps.clock.now();
        const id = effectIdOf("run-1", stepId, 1);
        return { ...anEffect({ stepId, task, contactId, createdAt }), id };
      });
      const conversation = (await mailbox()).conversation!;
      const expectedVersion = conversation.version;
      const automation = { ...NOTHING_AUTOMATED, effects };
      const result = await store.commit({
        workspaceId,
        conversationId,
        expectedVersion,
        conversation,
        ...NOTHING_ELSE,
        automation,
      });
      if (result !== "committed") throw new Error(result);
      return effects.map(({ id }) => id);
    },
    async work(changes) {
      const worker = changes === undefined ? usual : createEffects({ ...effectDeps, ...changes });
      worker.wake();
      await worker.idle();
    },
    async came() {
      return (await mailbox()).entries.flatMap(cameOf);
    },
  };
}

function cameOf({ key, input, cause }: IntakeEntry): Came[] {
  if (!key.startsWith("auto|")) return [];
  const effectId = key.slice("auto|".length);
  if (input.kind === "effectResult") return [{ effectId, result: input.result }];
  if (input.kind !== "command") return [];
  return [{ effectId, command: input.command, depth: cause.depth, actor: cause.actor.id }];
}
