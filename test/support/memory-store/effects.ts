import { laneOfTask, type Effect } from "../../../src/domain/automation/effect.ts";
import { nextInTurn } from "../../../src/domain/automation/whose-turn.ts";
import { settlementEntry, startEntry } from "../../../src/store/automation-entries.ts";
import type { EffectStore, StartFeedStore } from "../../../src/store/automation-store.ts";
import { copyOf } from "./copy.ts";
import { workspaceOf, type EffectRow, type State } from "./state.ts";
import { addEntry, threadOf } from "./threads.ts";

const COMMAND = { raw: null, fingerprint: null };

/** The outbox of automations. */
export function createEffects(state: State): EffectStore {
  const all = (): Effect[] =>
    [...state.workspaces.values()].flatMap(({ automations }) =>
      [...automations.effects.values()].map(({ effect }) => effect),
    );
  /** While this attempt is the one that counts. */
  const held = ({ workspaceId, id, attempts }: Pick<Effect, "workspaceId" | "id" | "attempts">) => {
    const row = workspaceOf(state, workspaceId).automations.effects.get(id);
    return row?.effect.attempts === attempts ? row.effect : undefined;
  };
  return {
    ...createChoosing(state),
    async claimEffects({ lane, now, leaseMs, limit }) {
      const due = all()
        .filter(({ task }) => laneOfTask(task) === lane)
        .filter((effect) => dueAtOf(effect) <= now)
        .toSorted((a, b) => dueAtOf(a) - dueAtOf(b))
        .slice(0, limit);
      for (const effect of due) {
        effect.attempts += 1;
        effect.leaseUntil = now + leaseMs;
      }
      return copyOf(due);
    },
    async retryEffect(of, { nextAttemptAt, failures }) {
      const effect = held(of);
      if (effect === undefined) return;
      Object.assign(effect, { nextAttemptAt, failures, leaseUntil: null });
    },
    async settleEffect(settlement) {
      const effect = held(settlement);
      if (effect === undefined) return "ignored";
      const { workspaceId, id, conversationId, lineId, contactId } = effect;
      const workspace = workspaceOf(state, workspaceId);
      workspace.automations.effects.delete(id);
      const entry = copyOf(settlementEntry(effect, settlement));
      if (workspace.entries.has(entry.key)) return "ignored";
      const thread = threadOf(workspace, { id: conversationId, lineId, contactId });
      addEntry({ state, workspace, thread }, (seq) => ({ ...entry, seq }), COMMAND);
      return "settled";
    },
    async nextEffectAt({ now }) {
      const later = all()
        .map(dueAtOf)
        .filter((at) => at > now);
      return later.length === 0 ? null : Math.min(...later);
    },
    async effectDepth() {
      const effects = all();
      const times = effects.map(({ createdAt }) => createdAt);
      const oldestCreatedAt = times.length === 0 ? null : Math.min(...times);
      return { waiting: effects.length, oldestCreatedAt };
    },
    async submitStart(asked) {
      const { workspaceId, conversationId: id, begins } = asked;
      const entry = copyOf(startEntry(asked));
      const workspace = workspaceOf(state, workspaceId);
      if (workspace.entries.has(entry.key)) return "repeated";
      const thread =
        begins === undefined ? workspace.threads.get(id) : threadOf(workspace, { id, ...begins });
      if (thread === undefined) return "unknown_conversation";
      addEntry({ state, workspace, thread }, (seq) => ({ ...entry, seq }), COMMAND);
      return "submitted";
    },
  };
}

function createChoosing(state: State): Pick<EffectStore, "takeTurn" | "openCounts"> {
  return {
    async takeTurn({ workspaceId, pointer, effectId, userIds }) {
      const { effects, turns } = workspaceOf(state, workspaceId).automations;
      const row: EffectRow | undefined = effects.get(effectId);
      if (row !== undefined && row.turn !== null) return row.turn;
      const next = nextInTurn(userIds, turns.get(pointer) ?? null);
      if (next === null) return null;
      turns.set(pointer, next);
      if (row !== undefined) row.turn = next;
      return next;
    },
    async openCounts(workspaceId, userIds) {
      const conversations = [...workspaceOf(state, workspaceId).threads.values()].flatMap(
        ({ conversation }) => conversation ?? [],
      );
      // Those that the list shows.
      const open = conversations.filter(
        ({ regions, lastActivityAt }) => regions.lifecycle === "open" && lastActivityAt !== null,
      );
      const count = (id: string) => open.filter(({ facts }) => facts.ownerId === id).length;
      return new Map(userIds.map((id) => [id, count(id)]));
    },
  };
}

/** How far the feed was read for flows that start on changes of contacts. */
export function createStartFeed(state: State): StartFeedStore {
  return {
    async startsCursor(workspaceId) {
      return workspaceOf(state, workspaceId).automations.startsSeq;
    },
    async moveStartsCursor(workspaceId, seq) {
      const { automations } = workspaceOf(state, workspaceId);
      automations.startsSeq = Math.max(automations.startsSeq, seq);
    },
    async unstarted() {
      return [...state.workspaces.values()]
        .filter(({ events, automations }) => automations.startsSeq < events.length)
        .map(({ id }) => id);
    },
  };
}

/** When somebody may take it: at its time, or when whoever has it loses it. */
function dueAtOf({ nextAttemptAt, leaseUntil }: Effect): number {
  return leaseUntil ?? nextAttemptAt;
}
