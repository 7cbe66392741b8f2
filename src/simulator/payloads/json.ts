/** Any JSON value, as it travels in a webhook body. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [member: string]: Json;
}

/** An object as a builder writes it: members that are undefined are left out of the wire form. */
export interface Draft {
  [member: string]: Json | undefined;
}

/**
 * Drops the members that are undefined, because Meta omits a missing identifier and never sends
 * null or an empty string for it (WhatsApp section 4).
 */
export function compact(draft: Draft): JsonObject {
  const object: JsonObject = {};
  for (const [member, value] of Object.entries(draft)) {
    if (value !== undefined) object[member] = value;
  }
  return object;
}

/** Epoch milliseconds as a number of whole Unix seconds (`entry.time`, preferences, call permission). */
export function unixSeconds(atMs: number): number {
  return Math.floor(atMs / 1000);
}

/** Epoch milliseconds as Meta writes most timestamps: a string of whole Unix seconds (section 1). */
export function unixText(atMs: number): string {
  return String(unixSeconds(atMs));
}
