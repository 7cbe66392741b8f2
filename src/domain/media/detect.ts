import { ascii, numbersOf, type Bytes } from "./bytes.ts";
import { compoundType } from "./compound.ts";
import { isWithinPixels, pictureOf } from "./pixels.ts";
import { isPlainText } from "./plain-text.ts";
import { essenceOf, type MediaType } from "./types.ts";
import { endsAsArchive, zippedType } from "./zipped.ts";

/** What a file is, judged by its bytes. */
export type Detected =
  | {
      kind: "known";
      type: MediaType;
      animated: boolean;
      isPlainColour: boolean;
      /** Of sound in Opus, where its head says so. */
      channels?: number;
    }
  /** None of the types that the Cloud API takes, a picture that was cut off, or one thing in front and a program behind. */
  | { kind: "unknown" }
  /** A picture of more pixels than anybody sends: whoever decodes it runs out of memory (reliability.md 4.3). */
  | { kind: "too_many_pixels" };

const HEAD_BYTES = 4_096;
/** Behind `OpusHead` and its version. */
const OPUS_CHANNELS_AT = 37;

/**
 * The type of a file, from its bytes. Its name and its declared type are what a stranger says: the declared type only chooses between
 * readings of one container (an MP4 file may be a video or sound). Nothing is ever decoded or unpacked.
 *
 * A table of our own and no library: those that there are do not know text, call all old office files alike, and unpack ZIP archives
 * to look inside.
 */
export async function detect(file: Bytes, declared: string | null): Promise<Detected> {
  const head = await file.readAt(0, HEAD_BYTES);
  const type = await typeOf(file, head, essenceOf(declared));
  if (type === null) return { kind: "unknown" };
  if (await endsAsAnother(file, type)) return { kind: "unknown" };
  const picture = await pictureOf(file, type);
  if (picture === null) return { kind: "unknown" };
  if (picture !== "none" && !isWithinPixels(picture)) return { kind: "too_many_pixels" };
  const animated = type === "image/webp" && isAnimatedWebp(head);
  const channels = type === "audio/ogg" ? (head[OPUS_CHANNELS_AT] ?? 0) : 0;
  return {
    kind: "known",
    type,
    animated,
    isPlainColour: picture === "none" || picture.isPlainColour,
    ...(channels > 0 && { channels }),
  };
}

/** Office documents are archives themselves. */
async function endsAsAnother(file: Bytes, type: MediaType): Promise<boolean> {
  return !type.startsWith("application/vnd.openxmlformats-") && (await endsAsArchive(file));
}

async function typeOf(
  file: Bytes,
  head: Uint8Array,
  declared: string | null,
): Promise<MediaType | null> {
  const signed = bySignature(head, file.size, declared);
  if (signed !== null) return signed;
  if (begins(head, [0x50, 0x4b, 0x03, 0x04])) return zippedType(file);
  if (begins(head, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return compoundType(file);
  return (await isPlainText(file)) ? "text/plain" : null;
}

function bySignature(head: Uint8Array, size: number, declared: string | null): MediaType | null {
  const text = ascii(head.subarray(0, 64));
  if (begins(head, [0xff, 0xd8, 0xff])) return "image/jpeg";
  if (begins(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "image/png";
  if (text.startsWith("RIFF") && text.startsWith("WEBPVP8", 8)) return "image/webp";
  if (/^%PDF-[12]\.\d/.test(text)) return "application/pdf";
  if (text.startsWith("#!AMR\n")) return "audio/amr";
  // Other codecs in Ogg than Opus are refused by WhatsApp.
  if (text.startsWith("OggS")) return text.startsWith("OpusHead", 28) ? "audio/ogg" : null;
  if (text.startsWith("ftyp", 4)) {
    return isBox(head, size) ? ofBrand(text.slice(8, 12), declared) : null;
  }
  if (isTag(head)) return declared === "audio/aac" ? "audio/aac" : "audio/mpeg";
  return ofFrame(head);
}

/** Whether the first box of a file, with its brands, is as long as such a box may be, and not longer than the file. */
function isBox(head: Uint8Array, size: number): boolean {
  const bytes = numbersOf(head).u32(0);
  return bytes >= 16 && bytes <= Math.min(size, HEAD_BYTES) && bytes % 4 === 0;
}

/** ID3 of version 2 to 4; the four bytes of its length have seven bits each. */
function isTag(head: Uint8Array): boolean {
  const [version = 0, , , ...length] = head.subarray(3, 10);
  const isVersion = version >= 2 && version <= 4;
  return ascii(head.subarray(0, 3)) === "ID3" && isVersion && length.every((byte) => byte < 0x80);
}

/** MPEG sound without a container begins with a frame: eleven set bits, then version and layer (0: AAC). */
function ofFrame(head: Uint8Array): MediaType | null {
  const [first = 0, second = 0, third = 0] = head;
  if (first !== 0xff) return null;
  if ((second & 0xf6) === 0xf0) return "audio/aac";
  const isLayer3 = (second & 0xe6) === 0xe2;
  const version = (second >> 3) & 3;
  const bitrate = third >> 4;
  return isLayer3 && version !== 1 && bitrate !== 0 && bitrate !== 15 ? "audio/mpeg" : null;
}

/** ISO base media: who may read the file. Brands of pictures (`heic`, `avif`) and of QuickTime are not in the list. */
function ofBrand(brand: string, declared: string | null): MediaType | null {
  if (/^3g[eghprs2]/.test(brand)) return "video/3gpp";
  if (/^M4[AB] $/.test(brand)) return "audio/mp4";
  if (!/^(isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash|mmp4)$/.test(brand)) return null;
  return declared !== null && /^audio\/(mp4|m4a|x-m4a|aac)$/.test(declared)
    ? "audio/mp4"
    : "video/mp4";
}

/** The animation flag of the extended format. */
function isAnimatedWebp(head: Uint8Array): boolean {
  return ascii(head.subarray(12, 16)) === "VP8X" && ((head[20] ?? 0) & 0x02) !== 0;
}

function begins(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}
