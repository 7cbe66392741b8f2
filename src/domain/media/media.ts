import type { MediaContent, MessageContent } from "../conversation/content.ts";
import type { ConversationId, LineId, UserId, WorkspaceId } from "../ids.ts";
import type { MessageItem, TimelineItem } from "../conversation/message.ts";

/** How WhatsApp treats a file; one class of section 8 each. */
export type MediaKind = MediaContent["type"];

/** Bytes at rest: where they are, and what they were found to be. */
export interface StoredBlob {
  /** Name in the blob store. */
  key: string;
  /** As detected from the bytes, never as declared. */
  type: string;
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** Why a message's file will not come. Stable words: clients switch on them. */
export type MediaFailure =
  /** WhatsApp does not have it any more: ids from webhooks live 7 days (section 8). */
  | "expired"
  | "too_large"
  /** Its bytes are of no type that we keep (reliability.md 4.3), or of another one than was announced. */
  | "type_refused"
  /** It never had the hash that the webhook announced. */
  | "damaged"
  /** The antivirus found malicious software in it. */
  | "infected"
  /** The antivirus takes no file of this size, or did not answer for as long as WhatsApp keeps it. */
  | "unscanned"
  /** Tried for as long as WhatsApp keeps it, and never got through. */
  | "unreachable";

/** The file of one message. It is fetched by a job of its own, so that no message waits for its picture. */
export interface MediaFile {
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
  /** Unique in the conversation; see `mediaFileIdOf`. */
  id: string;
  messageId: string;
  lineId: LineId;
  kind: MediaKind;
  /** `library`: the bytes are an asset's, and there is nothing to fetch. */
  origin: "inbound" | "library";
  /** WhatsApp's media id, or the asset's. */
  sourceId: string;
  announced: { mimeType: string | null; sha256: string | null; filename: string | null };
  state: "pending" | "ready" | "failed";
  /** Fetches begun so far. */
  attempts: number;
  /** While pending: when to try (again), or when the lease of who tries now ends. */
  dueAt: number;
  /** Of a file of its own that is ready. */
  blob: StoredBlob | null;
  failure: MediaFailure | null;
  createdAt: number;
}

/** A file to send: of the workspace's library, or a one-off (Q37). */
export interface MediaAsset {
  workspaceId: WorkspaceId;
  /** `med_...`: told from WhatsApp's ids, which are digits. */
  id: string;
  kind: MediaKind;
  /** Of stickers. */
  animated: boolean;
  /** Of sound in Opus; absent: not told. */
  channels?: number;
  blob: StoredBlob;
  /** Safe to show and to save under. */
  filename: string;
  /** For this once: in no list, and for whoever uploaded it alone. What was sent with it belongs to the conversation. */
  oneOff: boolean;
  createdBy: UserId;
  createdAt: number;
  /** Not listed and not sendable from then on; messages that were sent with it keep it (Q37). */
  deletedAt: number | null;
}

/** What is stored of it; a member that came later is missing in old ones. */
type StoredAsset = Omit<MediaAsset, "oneOff"> & Partial<MediaAsset>;

/** A time before all others: since then a one-off is in no list. */
const NEVER_LISTED = 0;

/** Since when stores list it no more; null: they do. */
export function unlistedAt({ oneOff, deletedAt }: MediaAsset): number | null {
  return deletedAt ?? (oneOff ? NEVER_LISTED : null);
}

/** A file from the text that a store keeps, and since when it is not listed. */
export function assetOf(doc: string, notListedSince: number | null): MediaAsset {
  const deletedAt = notListedSince === NEVER_LISTED ? null : notListedSince;
  return { oneOff: false, ...(JSON.parse(doc) as StoredAsset), deletedAt };
}

/** Whether somebody finds it: nobody what was deleted, and others no one-off. Null: nobody in particular. */
export function mayUseAsset(
  { oneOff, createdBy, deletedAt }: MediaAsset,
  by: UserId | null,
): boolean {
  return deletedAt === null && (!oneOff || createdBy === by);
}

/** Prefix of the ids of library files. */
export const ASSET_PREFIX = "med";

/**
 * Id of a message's file: the message's own, and after an edit that brought another file, with the number of the edit. Derived, so
 * that a commit that is written twice makes one row.
 */
export function mediaFileIdOf(message: Pick<MessageItem, "id" | "edits">): string {
  return message.edits.length === 0 ? message.id : `${message.id}e${message.edits.length}`;
}

/**
 * The file that a timeline item speaks of, as it begins; null when it has none, or none that can be named yet (an import announces
 * media before it sends it). Stores write it in the commit of the message: the two are there together or not at all.
 */
export function mediaFileOf(
  item: TimelineItem,
  place: { workspaceId: WorkspaceId; lineId: LineId },
): MediaFile | null {
  if (item.kind !== "message" || item.content === null || item.revokedAt !== null) return null;
  const spoken = namedIn(item.content);
  if (spoken === null) return null;
  // What was sent from the phone has WhatsApp's ids, whatever they look like.
  const isOurs = item.direction === "outgoing" && item.origin === "live";
  const isAsset = isOurs && spoken.sourceId.startsWith(`${ASSET_PREFIX}_`);
  return {
    workspaceId: place.workspaceId,
    conversationId: item.conversationId,
    id: mediaFileIdOf(item),
    messageId: item.id,
    lineId: place.lineId,
    ...spoken,
    origin: isAsset ? "library" : "inbound",
    state: isAsset ? "ready" : "pending",
    attempts: 0,
    dueAt: Math.trunc(item.receivedAt),
    blob: null,
    failure: null,
    createdAt: item.receivedAt,
  };
}

/** The file that a content is, or that stands above a question of ours. */
function namedIn(
  content: MessageContent,
): Pick<MediaFile, "kind" | "sourceId" | "announced"> | null {
  const nothing = { mimeType: null, sha256: null, filename: null };
  if (content.type === "choices") {
    const { header } = content;
    if (header === null || header.mediaId === null || header.type === "text") return null;
    return { kind: header.type, sourceId: header.mediaId, announced: nothing };
  }
  if (!isMedia(content) || content.mediaId === null) return null;
  const { type: kind, mediaId: sourceId, mimeType, sha256, filename } = content;
  return { kind, sourceId, announced: { mimeType, sha256, filename } };
}

function isMedia(content: { type: string }): content is MediaContent {
  return ["image", "video", "audio", "document", "sticker"].includes(content.type);
}

/** What became of one attempt to fetch a file. */
export type MediaSettlement =
  | { state: "ready"; blob: StoredBlob }
  | { state: "failed"; failure: MediaFailure }
  | { state: "pending"; dueAt: number };

/** The file after an attempt came to this. */
export function settledFile(file: MediaFile, settlement: MediaSettlement): MediaFile {
  const { state } = settlement;
  return {
    ...file,
    state,
    dueAt: Math.trunc(state === "pending" ? settlement.dueAt : file.dueAt),
    blob: state === "ready" ? settlement.blob : null,
    failure: state === "failed" ? settlement.failure : null,
  };
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Waits between attempts; all in all a little less than the 7 days that WhatsApp keeps the file. */
const RETRY_MS: readonly number[] = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  4 * HOUR_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
  24 * HOUR_MS,
  24 * HOUR_MS,
  24 * HOUR_MS,
  24 * HOUR_MS,
];

/** When to try again after so many attempts; null: not any more. `random` in [0, 1) spreads the retries of many files. */
export function nextMediaAttemptAt(attempts: number, now: number, random: number): number | null {
  const wait = RETRY_MS[attempts - 1];
  return wait === undefined ? null : Math.round(now + wait * (1 + random / 4));
}
