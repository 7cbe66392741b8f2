import { ascii, type Bytes } from "./bytes.ts";

const PIECE_BYTES = 65_536;

/** What makes a reader run a text instead of showing it: markup, scripts, and programs that look like text. */
const ACTIVE =
  /^(<|#!|%!|@echo|mz|{\\rtf|content-type:|mime-version:|x5o!p%@ap)|<(html|script|svg|body|head|iframe|object|embed|img)[\s>/]|eicar-standard-antivirus-test-file/i;

/**
 * Whether a file is text that nothing would run: no control characters in any place, and no markup or script at its beginning. Text in
 * old 8-bit encodings passes, because spreadsheets still write it.
 */
export async function isPlainText(file: Bytes): Promise<boolean> {
  if (file.size === 0) return false;
  const head = await file.readAt(0, PIECE_BYTES);
  if (ACTIVE.test(ascii(head).replace(/^ï»¿/, "").trimStart())) return false;
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    const piece = at === 0 ? head : await file.readAt(at, PIECE_BYTES);
    if (piece.some(isControl)) return false;
  }
  return true;
}

/** All but tab, line feed, form feed and carriage return. */
function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) || byte === 0x7f;
}
