import type { MediaKind } from "./media.ts";

const KB = 1_000;
const MB = 1_000 * KB;

/**
 * Everything that the Cloud API takes (WhatsApp section 8), and nothing else is kept: what is not in this table is neither uploaded nor
 * taken from a contact. `extensions`: the first one is given to files that have none of them.
 */
export const MEDIA_TYPES = {
  "image/jpeg": { kind: "image", extensions: ["jpg", "jpeg"] },
  "image/png": { kind: "image", extensions: ["png"] },
  "image/webp": { kind: "sticker", extensions: ["webp"] },
  "video/mp4": { kind: "video", extensions: ["mp4", "m4v"] },
  "video/3gpp": { kind: "video", extensions: ["3gp", "3gpp"] },
  "audio/aac": { kind: "audio", extensions: ["aac"] },
  "audio/amr": { kind: "audio", extensions: ["amr"] },
  "audio/mpeg": { kind: "audio", extensions: ["mp3", "mpeg"] },
  "audio/mp4": { kind: "audio", extensions: ["m4a", "mp4"] },
  "audio/ogg": { kind: "audio", extensions: ["ogg", "opus", "oga"] },
  "text/plain": { kind: "document", extensions: ["txt", "csv", "log", "md", "tsv", "ics", "vcf"] },
  "application/pdf": { kind: "document", extensions: ["pdf"] },
  "application/msword": { kind: "document", extensions: ["doc"] },
  "application/vnd.ms-excel": { kind: "document", extensions: ["xls"] },
  "application/vnd.ms-powerpoint": { kind: "document", extensions: ["ppt"] },
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {
    kind: "document",
    extensions: ["docx"],
  },
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
    kind: "document",
    extensions: ["xlsx"],
  },
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": {
    kind: "document",
    extensions: ["pptx"],
  },
} as const satisfies Record<string, { kind: MediaKind; extensions: readonly string[] }>;

export type MediaType = keyof typeof MEDIA_TYPES;

/** Largest file of a kind that WhatsApp takes, in bytes; decimal megabytes, the careful reading of section 8. */
export const MEDIA_BYTES_MAX = {
  image: 5 * MB,
  video: 16 * MB,
  audio: 16 * MB,
  document: 100 * MB,
  sticker: 500 * KB,
} as const satisfies Record<MediaKind, number>;

/** A sticker that stands still may have less. */
const STILL_STICKER_BYTES_MAX = 100 * KB;

/** The largest of all: where a stream is cut before anybody knows what it is. */
export const ANY_BYTES_MAX = MEDIA_BYTES_MAX.document;

export function bytesMaxOf(kind: MediaKind, { animated }: { animated: boolean }): number {
  return kind === "sticker" && !animated ? STILL_STICKER_BYTES_MAX : MEDIA_BYTES_MAX[kind];
}

/** A declared type without its parameters, in small letters; null when it says nothing. */
export function essenceOf(declared: string | null): string | null {
  const essence = (declared ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return essence === "" || essence === "application/octet-stream" ? null : essence;
}

/** Other names of types of the table. */
const SYNONYMS: Readonly<Record<string, MediaType>> = {
  "image/jpg": "image/jpeg",
  "image/pjpeg": "image/jpeg",
  "audio/mp3": "audio/mpeg",
  "audio/opus": "audio/ogg",
  "application/ogg": "audio/ogg",
  "audio/x-m4a": "audio/mp4",
  "audio/m4a": "audio/mp4",
  "audio/x-aac": "audio/aac",
  "audio/3gpp": "video/3gpp",
  "application/x-pdf": "application/pdf",
};

/** Text formats that are plain text on the wire. */
const PLAIN_TEXT = new Set([
  "text/csv",
  "text/tab-separated-values",
  "text/markdown",
  "text/calendar",
  "text/vcard",
  "text/x-vcard",
  "application/csv",
]);

/** Whether a file of this type may have been declared so. A missing declaration contradicts nothing. */
export function fitsDeclared(type: MediaType, declared: string | null): boolean {
  const essence = essenceOf(declared);
  if (essence === null || essence === type || SYNONYMS[essence] === type) return true;
  // Spreadsheet programs on Windows call a CSV file theirs.
  return (
    type === "text/plain" && (PLAIN_TEXT.has(essence) || essence === "application/vnd.ms-excel")
  );
}
