import { ascii, numbersOf, type Bytes } from "./bytes.ts";
import type { MediaType } from "./types.ts";

/** End of the directory: 22 bytes and a comment of at most 64 KiB. */
const END_BYTES = 22 + 65_535;
const END = "PK\u0005\u0006";
/** A directory that is larger is no document of people. */
const DIRECTORY_BYTES_MAX = 1_048_576;
const ENTRIES_MAX = 10_000;
const ENTRY_HEAD_BYTES = 46;

const OFFICE: readonly { part: string; type: MediaType }[] = [
  {
    part: "word/document.xml",
    type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  },
  {
    part: "xl/workbook.xml",
    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  },
  {
    part: "ppt/presentation.xml",
    type: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  },
];

/** Names that no harmless document has: programs of Java, macros, and things that are embedded to be run. */
const FOREIGN =
  /(^|\/)(META-INF\/MANIFEST\.MF|vbaProject\.bin|macrosheets\/.*|AndroidManifest\.xml|.*\.(exe|dll|com|msi|scr|pif|cpl|xll|jse?|vb[es]|ws[fh]|hta|jar|class|apk|bat|cmd|ps1|sh|reg|lnk|url|iso))$/i;
/** Names that lead out of the folder that an archive is unpacked into. */
const CLIMBING = /^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)/i;

/**
 * The type of a ZIP archive: an office document by the names in its directory, or null. Only names are read and nothing is unpacked,
 * so an archive bomb is a file like any other.
 */
export async function zippedType(file: Bytes): Promise<MediaType | null> {
  const names = await namesOf(file);
  if (names === null || names.some((name) => FOREIGN.test(name) || CLIMBING.test(name)))
    return null;
  if (!names.includes("[Content_Types].xml")) return null;
  const found = OFFICE.filter(({ part }) => names.includes(part));
  return found.length === 1 ? (found[0]?.type ?? null) : null;
}

/** More ends than these in one file are there to keep somebody busy. */
const ENDS_MAX = 16;

/**
 * Whether a file ends as a ZIP archive. Programs of Java are run from there, whatever stands in front of them, so a photograph that does
 * is two files in one (reliability.md 4.3, uploads).
 */
export async function endsAsArchive(file: Bytes): Promise<boolean> {
  const tailAt = Math.max(0, file.size - END_BYTES);
  const tail = await file.readAt(tailAt, END_BYTES);
  const text = ascii(tail);
  const { u32le } = numbersOf(tail);
  let end = text.length;
  for (let ends = 0; ends < ENDS_MAX; ends++) {
    end = end === 0 ? -1 : text.lastIndexOf(END, end - 1);
    if (end < 0) return false;
    const at = tailAt + end - u32le(end + 12);
    if (at >= 0 && ascii(await file.readAt(at, 4)) === "PK\u0001\u0002") return true;
  }
  return true;
}

async function namesOf(file: Bytes): Promise<string[] | null> {
  const tailAt = Math.max(0, file.size - END_BYTES);
  const tail = await file.readAt(tailAt, END_BYTES);
  const end = ascii(tail).lastIndexOf(END);
  if (end < 0) return null;
  const { u16le, u32le } = numbersOf(tail);
  const [count, size, at] = [u16le(end + 10), u32le(end + 12), u32le(end + 16)];
  // The directory must lie right before its end: whatever else is in the file belongs to another format.
  const isSound = count <= ENTRIES_MAX && size <= DIRECTORY_BYTES_MAX && at + size === tailAt + end;
  if (!isSound) return null;
  return namesIn(await file.readAt(at, size), count);
}

function namesIn(directory: Uint8Array, count: number): string[] | null {
  const { u16le, u32le } = numbersOf(directory);
  const names: string[] = [];
  let at = 0;
  for (let entry = 0; entry < count; entry++) {
    if (u32le(at) !== 0x02014b50) return null;
    const nameBytes = u16le(at + 28);
    names.push(ascii(directory.subarray(at + ENTRY_HEAD_BYTES, at + ENTRY_HEAD_BYTES + nameBytes)));
    at += ENTRY_HEAD_BYTES + nameBytes + u16le(at + 30) + u16le(at + 32);
  }
  return names;
}
