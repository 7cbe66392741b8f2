import type { ConversationId, LineId, WorkspaceId } from "../domain/ids.ts";
import type { MediaAsset, MediaFile, MediaKind, MediaSettlement } from "../domain/media/media.ts";
import type { MessageItem } from "../domain/conversation/message.ts";
import type { ConversationRef } from "./conversation-store.ts";
import type { Page } from "./intake-store.ts";

/**
 * Files of messages, and the library. A message's file has its row from the commit of the message on (`domain/media/media.ts`,
 * `mediaFileOf`): `commit` writes it with the item, all or nothing, and leaves a row that stands as it is.
 */
export interface MediaStore {
  /** Files of a conversation by their ids; unknown ids are left out. At most 200 ids. */
  mediaFiles(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    ids: readonly string[],
  ): Promise<MediaFile[]>;

  /** A file with the message it belongs to as it is now, which tells whether it was revoked. */
  mediaFile(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    id: string,
  ): Promise<{ file: MediaFile; message: MessageItem } | null>;

  /**
   * Takes up to `limit` pending files that are due, earliest first: of one conversation, or of all. Nobody else gets them for
   * `leaseMs`, and `attempts` counts this one before it begins, so that a file that kills the process is counted.
   */
  claimMedia(query: {
    of: ConversationRef | null;
    now: number;
    leaseMs: number;
    limit: number;
  }): Promise<MediaFile[]>;

  /** Records what an attempt came to. False when it is not this attempt's business any more; then nothing is written. */
  settleMedia(file: MediaFile, settlement: MediaSettlement): Promise<boolean>;

  /** Makes a failed file pending again, its attempts counted afresh. False when it has not failed. */
  retryMedia(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    id: string,
    options: { dueAt: number },
  ): Promise<boolean>;

  /** Adds a file to the library. The same id again changes nothing. */
  addAsset(asset: MediaAsset): Promise<void>;
  /** Deleted ones too: messages keep theirs. */
  asset(workspaceId: WorkspaceId, id: string): Promise<MediaAsset | null>;
  /** Newest first, without deleted ones and one-offs. */
  assets(workspaceId: WorkspaceId, query: AssetQuery): Promise<Page<MediaAsset>>;
  /** False when there is none, or it was deleted before. */
  deleteAsset(workspaceId: WorkspaceId, id: string, at: number): Promise<boolean>;

  /** WhatsApp's id of an asset that was uploaded for a line; null when it never was. */
  mediaUpload(workspaceId: WorkspaceId, assetId: string, lineId: LineId): Promise<Upload | null>;
  /** Keeps the newer one of two that race. */
  putMediaUpload(
    workspaceId: WorkspaceId,
    upload: Upload & { assetId: string; lineId: LineId },
  ): Promise<void>;
}

export interface Upload {
  /** WhatsApp's media id: good for 30 days. */
  providerId: string;
  uploadedAt: number;
}

export interface AssetQuery {
  kind: MediaKind | null;
  cursor: string | null;
  /** 1 to 100. */
  limit: number;
}
