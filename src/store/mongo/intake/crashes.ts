import type { Collection } from "mongodb";
import type { Crash } from "../../../domain/intake/crash.ts";
import type { CrashStore } from "../../crash-store.ts";
import { NEWEST } from "../feed/append.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";
import { again } from "../retry.ts";

/** A process's death over a conversation; `_id` is workspace and id. */
export interface CrashDocument extends Omit<Crash, "workspaceId" | "conversationId"> {
  _id: string;
  workspace: Crash["workspaceId"];
  conversation: Crash["conversationId"];
}

/** So few that no index is worth its upkeep. */
export function createCrashes(crashes: Collection<CrashDocument>): CrashStore {
  return {
    async noteCrash({ workspaceId: workspace, conversationId: conversation, ...crash }) {
      const at = Math.trunc(crash.at);
      const _id = keyOf(workspace, crash.id);
      await insertNew(crashes, [{ ...crash, _id, workspace, conversation, at }]);
    },
    async crashes() {
      const found = await crashes.find({}, NEWEST).toArray();
      return found.map(({ id, workspace, conversation, keys, at }) => ({
        id,
        workspaceId: workspace,
        conversationId: conversation,
        keys,
        at,
      }));
    },
    async forgetCrashes({ workspaceId: workspace, conversationId: conversation }) {
      await again(() => crashes.deleteMany({ workspace, conversation }));
    },
  };
}
