import { firstChars } from "../chars.ts";
import { MEDIA_TYPES, type MediaType } from "./types.ts";

const NAME_CHARS_MAX = 100;

/**
 * A stranger's file name, safe to show and to save under: the last part of a path, without control characters, without those that turn
 * or hide the text beside them (`gpj.exe` shown as `exe.jpg`), without what file systems treat specially, and with an extension that
 * fits what the file is. `a.jpg.html` that is a picture comes out as `a.jpg.html.jpg`.
 */
export function safeFilename(given: string | null, type: MediaType): string {
  const { extensions } = MEDIA_TYPES[type];
  const cleaned = clean(given ?? "");
  const { stem, extension } = split(cleaned);
  const fits = (extensions as readonly string[]).includes(extension.toLowerCase());
  const name = fits ? stem : cleaned;
  const short = firstChars(name, NAME_CHARS_MAX).replace(/[. ]+$/, "");
  const kept = short === "" || RESERVED.test(short) ? "file" : short;
  return `${kept}.${fits ? extension.toLowerCase() : extensions[0]}`;
}

/** Most characters of a name that a message gives a document. */
export const SENT_NAME_CHARS_MAX = 240;

/** A sender's name for a document of this type, with an ending that says so: phones choose by that what shows and opens it. */
export function withExtension(name: string, type: MediaType): string {
  const extensions: readonly string[] = MEDIA_TYPES[type].extensions;
  if (extensions.includes(split(name).extension.toLowerCase())) return name;
  const ending = `.${extensions[0] ?? ""}`;
  const stem = name.replace(/[. ]+$/, "") || "file";
  return `${firstChars(stem, SENT_NAME_CHARS_MAX - ending.length)}${ending}`;
}

/** Device names of Windows. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

function clean(given: string): string {
  const last = given.toWellFormed().normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  return (
    last
      // Controls, format characters (direction, zero width), private use, line separators, halves of characters.
      .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029\ufffd]/gu, "")
      .replace(/[<>:"|?*%;]/g, "_")
      .replace(/\s+/g, " ")
      .replace(/^[. ]+|[. ]+$/g, "")
  );
}

function split(name: string): { stem: string; extension: string } {
  const at = name.lastIndexOf(".");
  return at <= 0
    ? { stem: name, extension: "" }
    : { stem: name.slice(0, at), extension: name.slice(at + 1) };
}
