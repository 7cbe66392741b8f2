import { ascii, numbersOf, type Bytes } from "./bytes.ts";
import type { MediaType } from "./types.ts";

/** More than any camera's; at four bytes each, what a decoder can still hold. */
const PIXELS_MAX = 120_000_000;
const SIDE_MAX = 16_384;
const SEGMENTS_MAX = 1_000;

/** What the head of a picture says of it. */
export interface Picture {
  width: number;
  height: number;
  /** Whether its colours are as the Cloud API takes them: PNG with 8 bits in RGB or RGBA, JPEG with 8 bits and not for print (section 8). */
  isPlainColour: boolean;
}

/** Whether a picture can be decoded by those who get it. */
export function isWithinPixels({ width, height }: Picture): boolean {
  return width <= SIDE_MAX && height <= SIDE_MAX && width * height <= PIXELS_MAX;
}

/** Reads the head of a picture. Null when there is none: it was cut off, or only begins like a picture. `none`: not of a picture type. */
export async function pictureOf(file: Bytes, type: MediaType): Promise<Picture | null | "none"> {
  const read = PICTURES[type];
  if (read === undefined) return "none";
  const picture = await read(file);
  return picture === null || picture.width === 0 || picture.height === 0 ? null : picture;
}

const PICTURES: Partial<Record<MediaType, (file: Bytes) => Promise<Picture | null>>> = {
  "image/png": ofPng,
  "image/jpeg": ofJpeg,
  "image/webp": ofWebp,
};

async function ofPng(file: Bytes): Promise<Picture | null> {
  const head = await file.readAt(0, 26);
  const { u32 } = numbersOf(head);
  if (u32(8) !== 13 || ascii(head.subarray(12, 16)) !== "IHDR") return null;
  const [bits = 0, colours = 0] = head.subarray(24);
  return {
    width: u32(16),
    height: u32(20),
    isPlainColour: bits === 8 && (colours === 2 || colours === 6),
  };
}

/** Goes from segment to segment up to the frame's header. */
async function ofJpeg(file: Bytes): Promise<Picture | null> {
  let at = 2;
  for (let segment = 0; segment < SEGMENTS_MAX; segment++) {
    const bytes = await file.readAt(at, 10);
    const { u16 } = numbersOf(bytes);
    const [mark, marker = 0] = bytes;
    if (mark !== 0xff) return null;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    // Four components are the inks of a printer.
    if (isFrame) {
      return { width: u16(7), height: u16(5), isPlainColour: bytes[4] === 8 && bytes[9] !== 4 };
    }
    at += marker === 0xff ? 1 : 2 + u16(2);
  }
  return null;
}

/** Each of the three formats says it in another place. */
async function ofWebp(file: Bytes): Promise<Picture | null> {
  const head = await file.readAt(0, 30);
  const { u16le, u32le } = numbersOf(head);
  const isWhole = u32le(4) + 8 <= file.size && head.byteLength >= 25;
  if (!isWhole) return null;
  const isPlainColour = true;
  switch (ascii(head.subarray(12, 16))) {
    case "VP8X": {
      const u24le = (at: number): number => u16le(at) + (head[at + 2] ?? 0) * 65_536;
      return { width: u24le(24) + 1, height: u24le(27) + 1, isPlainColour };
    }
    case "VP8L": {
      const bits = u32le(21);
      if (head[20] !== 0x2f) return null;
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, isPlainColour };
    }
    case "VP8 ":
      if (head[23] !== 0x9d || head[24] !== 0x01 || head[25] !== 0x2a) return null;
      return { width: u16le(26) & 0x3fff, height: u16le(28) & 0x3fff, isPlainColour };
    default:
      return null;
  }
}
