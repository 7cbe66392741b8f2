import { settledFile, type MediaFile } from "../../../src/domain/media/media.ts";
import type { MediaStore } from "../../../src/store/media-store.ts";
import { copyOf } from "./copy.ts";
import { pageOf } from "./paging.ts";
import { workspaceOf, type State, type Workspace } from "./state.ts";

const keyOf = (conversationId: string, id: string): string => `${conversationId} ${id}`;

/** A row that stands stays as it is. */
export function addFile(workspace: Workspace, file: MediaFile): void {
  const key = keyOf(file.conversationId, file.id);
  if (!workspace.files.has(key)) workspace.files.set(key, file);
}

/** Files of messages, and the library. */
export function createMedia(state: State): MediaStore {
  return { ...createFiles(state), ...createAssets(state) };
}

function createFiles(
  state: State,
): Pick<MediaStore, "mediaFiles" | "mediaFile" | "claimMedia" | "settleMedia" | "retryMedia"> {
  const find = (workspaceId: string, conversationId: string, id: string) =>
    workspaceOf(state, workspaceId).files.get(keyOf(conversationId, id));
  return {
    async mediaFiles(workspaceId, conversationId, ids) {
      const found = ids.map((id) => find(workspaceId, conversationId, id));
      return copyOf(found.filter((file) => file !== undefined));
    },
    async mediaFile(workspaceId, conversationId, id) {
      const file = find(workspaceId, conversationId, id);
      if (file === undefined) return null;
      const thread = workspaceOf(state, workspaceId).threads.get(conversationId);
      const message = thread?.items.get(file.messageId);
      return message?.kind === "message" ? copyOf({ file, message }) : null;
    },
    async claimMedia({ of, now, leaseMs, limit }) {
      const workspaces =
        of === null ? [...state.workspaces.values()] : [workspaceOf(state, of.workspaceId)];
      const due = workspaces
        .flatMap(({ files }) => [...files.values()])
        .filter((file) => file.state === "pending" && file.dueAt <= now)
        .filter((file) => of === null || file.conversationId === of.conversationId)
        .sort((a, b) => a.dueAt - b.dueAt)
        .slice(0, limit);
      for (const file of due) {
        file.attempts += 1;
        file.dueAt = Math.trunc(now + leaseMs);
      }
      return copyOf(due);
    },
    async settleMedia(file, settlement) {
      const { workspaceId, conversationId, id, attempts } = file;
      const known = find(workspaceId, conversationId, id);
      if (known?.state !== "pending" || known.attempts !== attempts) return false;
      const settled = copyOf(settledFile(file, settlement));
      workspaceOf(state, workspaceId).files.set(keyOf(conversationId, id), settled);
      return true;
    },
    async retryMedia(workspaceId, conversationId, id, { dueAt }) {
      const known = find(workspaceId, conversationId, id);
      if (known?.state !== "failed") return false;
      Object.assign(known, { state: "pending", attempts: 0, dueAt, failure: null });
      return true;
    },
  };
}

function createAssets(
  state: State,
): Pick<
  MediaStore,
  "addAsset" | "asset" | "assets" | "deleteAsset" | "mediaUpload" | "putMediaUpload"
> {
  return {
    async addAsset(asset) {
      const { assets } = workspaceOf(state, asset.workspaceId);
      if (!assets.has(asset.id)) assets.set(asset.id, copyOf(asset));
    },
    async asset(workspaceId, id) {
      return copyOf(workspaceOf(state, workspaceId).assets.get(id) ?? null);
    },
    async assets(workspaceId, { kind, cursor, limit }) {
      const rows = [...workspaceOf(state, workspaceId).assets.values()]
        .filter((asset) => asset.deletedAt === null && !asset.oneOff)
        .filter((asset) => kind === null || asset.kind === kind);
      const placeOf = ({ createdAt, id }: (typeof rows)[number]) => [createdAt, id];
      return copyOf(pageOf(rows, { cursor, limit, directions: [-1, -1], placeOf }));
    },
    async deleteAsset(workspaceId, id, at) {
      const asset = workspaceOf(state, workspaceId).assets.get(id);
      if (asset === undefined || asset.deletedAt !== null) return false;
      asset.deletedAt = at;
      return true;
    },
    async mediaUpload(workspaceId, assetId, lineId) {
      return copyOf(workspaceOf(state, workspaceId).uploads.get(keyOf(assetId, lineId)) ?? null);
    },
    async putMediaUpload(workspaceId, { assetId, lineId, providerId, uploadedAt }) {
      const { uploads } = workspaceOf(state, workspaceId);
      const known = uploads.get(keyOf(assetId, lineId));
      if (known !== undefined && known.uploadedAt >= uploadedAt) return;
      uploads.set(keyOf(assetId, lineId), { providerId, uploadedAt });
    },
  };
}
