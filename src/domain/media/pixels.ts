import { numbersOf, type Bytes } from "./bytes.ts";
import type { MediaType } from "./types.ts";

/** More than any camera's; at four bytes each, what a decoder can still hold. */
const PIXELS_MAX = 120_000_000;
const SIDE_MAX = 16_384;
const SEGMENTS_MAX = 1_000;

/** Whether a picture can be decoded by those who get it. Other files pass. */
export async function isWithinPixels(file: Bytes, type: MediaType): Promise<boolean> {
  const size = await sizeOf(file, type);
  if (size === null) return true;
  const { width, height } = size;
  return width <= SIDE_MAX && height <= SIDE_MAX && width * height <= PIXELS_MAX;
}

type Size = { width: number; height: number };

async function sizeOf(file: Bytes, type: MediaType): Promise<Size | null> {
  if (type === "image/png") {
    const { u32 } = numbersOf(await file.readAt(0, 24));
    return { width: u32(16), height: u32(20) };
  }
  return type === "image/jpeg" ? jpegSize(file) : null;
}

/** Goes from segment to segment up to the frame's header. */
async function jpegSize(file: Bytes): Promise<Size | null> {
  let at = 2;
  for (let segment = 0; segment < SEGMENTS_MAX; segment++) {
    const bytes = await file.readAt(at, 9);
    const { u16 } = numbersOf(bytes);
    const [mark, marker = 0] = bytes;
    if (mark !== 0xff) return null;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: u16(7), height: u16(5) };
    at += marker === 0xff ? 1 : 2 + u16(2);
  }
  return null;
}
