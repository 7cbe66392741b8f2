import { nextInTurn } from "../../../domain/automation/whose-turn.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { EffectStore } from "../../automation-store.ts";
import { bucketsOf } from "../../list-bucket.ts";
import { NEWEST } from "../feed/append.ts";
import type { Collections } from "../documents.ts";
import { duplicateOf } from "../errors.ts";
import { keyOf } from "../keys.ts";
import { again, untilDone } from "../retry.ts";
import type { TurnDocument } from "./automation-documents.ts";

const OPEN = bucketsOf({ status: "open", states: null, unread: null }, { isOwned: true });

/** What a step needs that chooses among people. */
export function createChoosing({
  conversations,
  effects,
  turns,
}: Pick<Collections, "conversations" | "effects" | "turns">): Pick<
  EffectStore,
  "takeTurn" | "openCounts"
> {
  async function turnOf(workspaceId: WorkspaceId, effectId: string): Promise<string | null> {
    const _id = keyOf(workspaceId, effectId);
    const found = await effects.findOne({ _id }, { ...NEWEST, projection: { turn: 1 } });
    return found?.turn ?? null;
  }

  /** Before the next turn is given, whose the last one was is noted with its effect. */
  async function note({ workspace, effect, last }: TurnDocument): Promise<void> {
    const untold = { _id: keyOf(workspace, effect), turn: { $exists: false } };
    await again(() => effects.updateOne(untold, { $set: { turn: last } }));
  }

  async function write(turn: TurnDocument): Promise<boolean> {
    const { _id, moves } = turn;
    if (moves > 1) {
      const result = await turns.replaceOne({ _id, moves: moves - 1 }, turn);
      return result.matchedCount === 1;
    }
    try {
      await turns.insertOne(turn);
      return true;
    } catch (error) {
      if (duplicateOf(error) === null) throw error;
      return false;
    }
  }

  return {
    async takeTurn({ workspaceId, pointer, effectId, userIds }) {
      const _id = keyOf(workspaceId, pointer);
      const { turn } = await untilDone(async () => {
        // In this order: if nobody moves the pointer meanwhile, the effect has had no turn either.
        const before = await again(() => turns.findOne({ _id }, NEWEST));
        if (before?.effect === effectId) return { turn: before.last };
        const known = await turnOf(workspaceId, effectId);
        if (known !== null) return { turn: known };
        const next = nextInTurn(userIds, before?.last ?? null);
        if (next === null) return { turn: null };
        if (before !== null) await note(before);
        const moves = (before?.moves ?? 0) + 1;
        const moved = { _id, workspace: workspaceId, moves, last: next, effect: effectId };
        return (await write(moved)) ? { turn: next } : null;
      });
      return turn;
    },

    async openCounts(workspace, userIds) {
      const lastActivityAt = { $gte: Number.MIN_SAFE_INTEGER };
      const counts = await Promise.all(
        userIds.map((owner) =>
          conversations.countDocuments({
            workspace,
            owner,
            bucket: { $in: OPEN },
            lastActivityAt,
          }),
        ),
      );
      return new Map(userIds.map((id, index) => [id, counts[index] ?? 0]));
    },
  };
}
