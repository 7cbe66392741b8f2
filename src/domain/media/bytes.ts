/** A file that can be read anywhere. Reads beyond its end come back shorter. */
export interface Bytes {
  readonly size: number;
  readAt(position: number, length: number): Promise<Uint8Array>;
}

/** Each byte as the character of the same number: for comparing with names in ASCII. */
export function ascii(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Numbers in a piece of a file; 0 beyond its end, so that a file that was cut off reads as nonsense and not as an error. */
export function numbersOf(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fits = (at: number, size: number): boolean => at >= 0 && at + size <= bytes.byteLength;
  return {
    u16: (at: number): number => (fits(at, 2) ? view.getUint16(at) : 0),
    u32: (at: number): number => (fits(at, 4) ? view.getUint32(at) : 0),
    u16le: (at: number): number => (fits(at, 2) ? view.getUint16(at, true) : 0),
    u32le: (at: number): number => (fits(at, 4) ? view.getUint32(at, true) : 0),
  };
}
