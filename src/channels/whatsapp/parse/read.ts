/**
 * Tolerant readers: a member that is missing, or is not what it should be, reads as null. None throws, whatever it is
 * given, because one odd member must not cost the item and one odd item must not cost the webhook (WhatsApp section 1).
 */

/** A JSON object of which nothing is known yet. */
export type JsonObject = Record<string, unknown>;

const ID_CHARS_MAX = 512;
/** Seconds of Unix time at which years get five digits: beyond it, a number is no time in seconds. */
const UNIX_SECONDS_MAX = 253_402_300_799;

export function readObject(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

export function readList(value: unknown): unknown[] | null {
  return Array.isArray(value) ? value : null;
}

/** Text, empty included. */
export function readText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** Id of 1 to 512 characters. Only strings: as a number, an id beyond 2^53 has lost digits already. */
export function readId(value: unknown): string | null {
  return typeof value === "string" && value.length > 0 && value.length <= ID_CHARS_MAX
    ? value
    : null;
}

export function readNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function readBoolean(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

/** A whole number that may also be written as digits. */
export function readInteger(value: unknown): number | null {
  const number = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : null;
}

/** Unix seconds, as digits (messages, statuses, calls) or as a number (everything else), to epoch milliseconds. */
export function readUnixTime(value: unknown): number | null {
  const seconds = readInteger(value);
  return seconds !== null && seconds > 0 && seconds <= UNIX_SECONDS_MAX ? seconds * 1_000 : null;
}
