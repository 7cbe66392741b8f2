import { z } from "zod";

/** Names of the IANA data base; no bare offsets, which know nothing of summer time. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isKnown, "must be a time zone such as America/Mexico_City");

export const DEFAULT_TIME_ZONE = "America/Mexico_City";

/** Offsets change on quarters of an hour only. */
const QUARTER_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
const ZONES_MAX = 500;

function isKnown(timeZone: string): boolean {
  if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(timeZone)) return false;
  try {
    formatOf(timeZone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  if (formats.size >= ZONES_MAX) formats.clear();
  formats.set(timeZone, format);
  return format;
}

/** The newest answer of each zone: who asks, asks of times that lie close together. */
const newest = new Map<string, { quarter: number; offset: number }>();

/** How much the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
export function offsetAt(timeZone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER_MS);
  const known = newest.get(timeZone);
  if (known?.quarter === quarter) return known.offset;
  const moment = quarter * QUARTER_MS;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(moment))
    parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - moment;
  if (newest.size >= ZONES_MAX) newest.clear();
  newest.set(timeZone, { quarter, offset });
  return offset;
}

/** The next moment after `at`, at most a day later, at which the clocks of the zone are changed; a day later when they are not. */
export function offsetEndsAt(timeZone: string, at: number): number {
  const offset = offsetAt(timeZone, at);
  let same = Math.floor(at / QUARTER_MS);
  let other = Math.floor((at + DAY_MS) / QUARTER_MS);
  if (offsetAt(timeZone, other * QUARTER_MS) === offset) return at + DAY_MS;
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(timeZone, middle * QUARTER_MS) === offset) same = middle;
    else other = middle;
  }
  return other * QUARTER_MS;
}
