import { ascii, numbersOf, type Bytes } from "./bytes.ts";
import type { MediaType } from "./types.ts";

/** Names of the stream that makes a compound file a document of each program. */
const STREAMS: Readonly<Record<string, MediaType>> = {
  WordDocument: "application/msword",
  Workbook: "application/vnd.ms-excel",
  Book: "application/vnd.ms-excel",
  "PowerPoint Document": "application/vnd.ms-powerpoint",
};

const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
const SECTORS_MAX = 64;
/** Sector numbers from here on mean the end, or no sector. */
const NO_SECTOR = 0xfffffffa;

/**
 * The type of an OLE compound file: one of the old office documents by the names in its directory, or null (installers and e-mails
 * have the same container). Documents with macros are refused.
 */
export async function compoundType(file: Bytes): Promise<MediaType | null> {
  const header = numbersOf(await file.readAt(0, HEADER_BYTES));
  const shift = header.u16le(30);
  if (shift !== 9 && shift !== 12) return null;
  const sectorBytes = 2 ** shift;
  const place = (sector: number): number => (sector + 1) * sectorBytes;

  /** The table of sectors is in sectors itself; the header names the first 109 of those. */
  async function after(sector: number): Promise<number> {
    const perSector = sectorBytes / 4;
    const index = Math.floor(sector / perSector);
    if (index >= 109) return NO_SECTOR;
    const at = place(header.u32le(76 + index * 4)) + (sector % perSector) * 4;
    return numbersOf(await file.readAt(at, 4)).u32le(0);
  }

  const names: string[] = [];
  let sector = header.u32le(48);
  for (let count = 0; count < SECTORS_MAX && sector < NO_SECTOR; count++) {
    const bytes = await file.readAt(place(sector), sectorBytes);
    if (bytes.byteLength === 0) break;
    for (let at = 0; at + ENTRY_BYTES <= bytes.byteLength; at += ENTRY_BYTES) {
      names.push(nameOf(bytes.subarray(at, at + ENTRY_BYTES)));
    }
    sector = await after(sector);
  }
  if (names.some((name) => /^(_VBA_PROJECT|VBA|Macros|_VBA_PROJECT_CUR)$/.test(name))) return null;
  const types = new Set(
    names.flatMap((name) => (Object.hasOwn(STREAMS, name) ? STREAMS[name] : []) ?? []),
  );
  return types.size === 1 ? ([...types][0] ?? null) : null;
}

/** UTF-16 of at most 31 characters, with its length in bytes behind it. */
function nameOf(entry: Uint8Array): string {
  const bytes = Math.min(64, numbersOf(entry).u16le(64));
  return ascii(entry.subarray(0, Math.max(0, bytes - 2))).replaceAll("\u0000", "");
}
