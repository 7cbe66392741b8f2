import { settledFile, type MediaFile } from "../../../domain/media/media.ts";
import type { MessageItem } from "../../../domain/conversation/message.ts";
import type { MediaStore } from "../../media-store.ts";
import type { Collections } from "../documents.ts";
import type { MediaFileDocument } from "./media-documents.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";

export interface MediaFiles extends Pick<
  MediaStore,
  "mediaFiles" | "mediaFile" | "claimMedia" | "settleMedia" | "retryMedia"
> {
  /** Leaves rows that stand as they are; safe to repeat. */
  addFiles(files: readonly MediaFile[]): Promise<void>;
}

export function createMediaFiles({
  mediaFiles,
  items,
}: Pick<Collections, "mediaFiles" | "items">): MediaFiles {
  return {
    async addFiles(files) {
      await insertNew(mediaFiles, files.map(documentOf));
    },

    async mediaFiles(workspaceId, conversationId, ids) {
      if (ids.length === 0) return [];
      const keys = ids.map((id) => keyOf(workspaceId, conversationId, id));
      const found = await mediaFiles.find({ _id: { $in: keys } }).toArray();
      return found.map(fileOf);
    },

    async mediaFile(workspaceId, conversationId, id) {
      const document = await mediaFiles.findOne({ _id: keyOf(workspaceId, conversationId, id) });
      if (document === null) return null;
      const file = fileOf(document);
      const item = await items.findOne({ _id: keyOf(workspaceId, conversationId, file.messageId) });
      return item === null ? null : { file, message: JSON.parse(item.doc) as MessageItem };
    },

    async claimMedia({ of, now, leaseMs, limit }) {
      const claimed: MediaFile[] = [];
      const place =
        of === null
          ? {}
          : { "due.workspace": of.workspaceId, "due.conversation": of.conversationId };
      const until = Math.trunc(now + leaseMs);
      while (claimed.length < limit) {
        // One at a time: each takes the first that is free, whoever else claims.
        const taken = await mediaFiles.findOneAndUpdate(
          { ...place, "due.at": { $lte: now } },
          { $set: { "due.at": until, dueAt: until }, $inc: { attempts: 1 } },
          { sort: { "due.at": 1 }, returnDocument: "after" },
        );
        if (taken === null) break;
        claimed.push(fileOf(taken));
      }
      return claimed;
    },

    async settleMedia(file, settlement) {
      const settled = settledFile(file, settlement);
      const { _id, due, ...rest } = documentOf(settled);
      const { matchedCount } = await mediaFiles.updateOne(
        { _id, state: "pending", attempts: file.attempts },
        due === undefined ? { $set: rest, $unset: { due: true } } : { $set: { ...rest, due } },
      );
      return matchedCount > 0;
    },

    async retryMedia(workspaceId, conversationId, id, { dueAt }) {
      const at = Math.trunc(dueAt);
      const due = { workspace: workspaceId, conversation: conversationId, at };
      const { matchedCount } = await mediaFiles.updateOne(
        { _id: keyOf(workspaceId, conversationId, id), state: "failed" },
        { $set: { state: "pending", attempts: 0, dueAt: at, due } },
      );
      return matchedCount > 0;
    },
  };
}

function documentOf(file: MediaFile): MediaFileDocument {
  const { workspaceId, conversationId, id, state, attempts, dueAt } = file;
  return {
    _id: keyOf(workspaceId, conversationId, id),
    workspace: workspaceId,
    conversation: conversationId,
    state,
    attempts,
    dueAt,
    ...(state === "pending"
      ? { due: { workspace: workspaceId, conversation: conversationId, at: dueAt } }
      : {}),
    doc: JSON.stringify(file),
  };
}

function fileOf({ state, attempts, dueAt, doc }: MediaFileDocument): MediaFile {
  const file = JSON.parse(doc) as MediaFile;
  const failure = state === "failed" ? file.failure : null;
  return { ...file, state, attempts, dueAt, failure };
}
