import type { FoundMedia } from "../../channels/whatsapp/graph/media.ts";
import type { MediaFile, MediaKind, StoredBlob } from "../../domain/media.ts";
import { detect } from "../../domain/media/detect.ts";
import { ANY_BYTES_MAX, MEDIA_TYPES, type MediaType } from "../../domain/media/types.ts";
import type { BlobStore, Draft } from "../../media/blob-store.ts";

export type Received =
  | { kind: "kept"; blob: StoredBlob }
  | { kind: "too_large" | "type_refused" | "damaged" };

/**
 * Takes a contact's file in: cut at the limit while it arrives, compared with the hash that the webhook announced, and kept only when
 * its bytes are of a type that fits the message. Rejects as the transfer or the blob store does.
 */
export async function receiveFile(
  file: MediaFile,
  found: FoundMedia,
  blobs: BlobStore,
): Promise<Received> {
  const draft = await blobs.draft(found.body, { bytesMax: ANY_BYTES_MAX });
  if (draft === "too_large") return { kind: "too_large" };
  try {
    return await judge(file, found, draft);
  } finally {
    await draft.discard();
  }
}

async function judge(file: MediaFile, found: FoundMedia, draft: Draft): Promise<Received> {
  const { announced, kind, workspaceId } = file;
  if (!isHash(announced.sha256, draft.sha256) || !isHash(found.sha256, draft.sha256)) {
    return { kind: "damaged" };
  }
  const detected = await detect(draft, announced.mimeType ?? found.mimeType);
  if (detected.kind !== "known" || !belongsTo(detected.type, kind)) return { kind: "type_refused" };
  const { size: bytes, sha256 } = draft;
  const key = await draft.keep(workspaceId);
  return { kind: "kept", blob: { key, type: detected.type, bytes, sha256 } };
}

/** Live webhooks say the hash in base64, imports and the Graph API in hex (WhatsApp section 2). None said is none broken. */
function isHash(said: string | null, sha256: string): boolean {
  if (said === null || said === "") return true;
  const hex = /^[0-9a-f]{64}$/i.test(said) ? said : Buffer.from(said, "base64").toString("hex");
  return hex.toLowerCase() === sha256;
}

/** Pictures and films are also sent as documents; nothing else is sent as a picture. */
function belongsTo(type: MediaType, kind: MediaKind): boolean {
  return kind === "document" || MEDIA_TYPES[type].kind === kind;
}
