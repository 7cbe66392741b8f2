import type { Collection } from "mongodb";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { RequestStore } from "../../request-store.ts";
import { NEWEST } from "../feed/append.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";
import { untilDone } from "../retry.ts";

/** What a key was first used for; `_id` is workspace and key. */
export interface RequestDocument {
  _id: string;
  workspace: WorkspaceId;
  fingerprint: string;
  at: number;
}

/** The key is the document's `_id`: whoever inserts first has said what it means. */
export function createRequests(requests: Collection<RequestDocument>): RequestStore {
  return {
    async request(workspaceId, key) {
      const found = await requests.findOne({ _id: keyOf(workspaceId, key) }, NEWEST);
      return found?.fingerprint ?? null;
    },

    async rememberRequest(workspaceId, { key, fingerprint, at }) {
      const _id = keyOf(workspaceId, key);
      await insertNew(requests, [{ _id, workspace: workspaceId, fingerprint, at }]);
      const standing = await untilDone(() => requests.findOne({ _id }, NEWEST));
      return standing.fingerprint;
    },
  };
}
