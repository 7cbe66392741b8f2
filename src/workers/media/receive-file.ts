import type { FoundMedia } from "../../channels/whatsapp/graph/media.ts";
import type { MediaFile, MediaKind, StoredBlob } from "../../domain/media/media.ts";
import { detect } from "../../domain/media/detect.ts";
import { ANY_BYTES_MAX, MEDIA_TYPES, type MediaType } from "../../domain/media/types.ts";
import type { BlobStore, Draft } from "../../media/blob-store.ts";
import type { Scanner } from "../../media/scanner.ts";

export type Received =
  | { kind: "kept"; blob: StoredBlob }
  | { kind: "too_large" | "type_refused" | "damaged" }
  | { kind: "infected" | "unscannable" | "scanner_away" };

/**
 * Takes a contact's file in: cut at the limit while it arrives, compared with the hash that the webhook announced, and kept only when
 * its bytes are of a type that fits the message, and the antivirus has looked into it. Rejects as the transfer or the blob store does.
 */
export async function receiveFile(
  file: MediaFile,
  found: FoundMedia,
  { blobs, scanner }: { blobs: BlobStore; scanner: Scanner },
): Promise<Received> {
  const draft = await blobs.draft(found.body, { bytesMax: ANY_BYTES_MAX });
  if (draft === "too_large") return { kind: "too_large" };
  try {
    const type = await judge(file, found, draft);
    if (typeof type !== "string") return type;
    const objection = await objectionOf(scanner, draft);
    if (objection !== null) return objection;
    const { size: bytes, sha256 } = draft;
    const key = await draft.keep(file.workspaceId);
    return { kind: "kept", blob: { key, type, bytes, sha256 } };
  } finally {
    await draft.discard();
  }
}

/** The type that it is kept under, or why it is not. */
async function judge(
  { announced, kind }: MediaFile,
  found: FoundMedia,
  draft: Draft,
): Promise<MediaType | Received> {
  if (!isHash(announced.sha256, draft.sha256) || !isHash(found.sha256, draft.sha256)) {
    return { kind: "damaged" };
  }
  const detected = await detect(draft, announced.mimeType ?? found.mimeType);
  if (detected.kind !== "known" || !belongsTo(detected.type, kind)) return { kind: "type_refused" };
  return detected.type;
}

async function objectionOf(scanner: Scanner, draft: Draft): Promise<Received | null> {
  const verdict = await scanner.scan(draft);
  switch (verdict.kind) {
    case "clean":
      return null;
    case "infected":
      return { kind: "infected" };
    case "too_large":
      return { kind: "unscannable" };
    case "away":
      return { kind: "scanner_away" };
  }
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
