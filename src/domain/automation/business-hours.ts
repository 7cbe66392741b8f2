import { z } from "zod";
import { offsetAt, offsetEndsAt } from "./time-zone.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 24 * 60;

/** Of the week, as `Date` counts them. */
export const WEEKDAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;

const RANGES_MAX = 8;
const DATES_MAX = 400;
const time = /^([01]\d|2[0-3]):[0-5]\d$/;

/** From one time of day to before another. One that ends earlier than it begins goes on over midnight. */
const rangeSchema = z
  .strictObject({
    from: z.string().regex(time, "must be a time of day such as 09:00"),
    to: z
      .string()
      .regex(/^(24:00|([01]\d|2[0-3]):[0-5]\d)$/, "must be a time of day such as 18:00, or 24:00"),
  })
  .refine(({ from, to }) => from !== to, {
    path: ["to"],
    message: "must not be the beginning; a whole day is 00:00 to 24:00",
  });
const rangesSchema = z.array(rangeSchema).max(RANGES_MAX);

const dayOfWeek = rangesSchema.default([]);

/** When somebody is there to answer on a line: ranges for each day of the week, and dates that are otherwise, such as holidays. */
export const businessHoursSchema = z
  .strictObject({
    /** A day that is not named is closed. A range belongs to the day on which it begins. */
    weekly: z.strictObject({
      monday: dayOfWeek,
      tuesday: dayOfWeek,
      wednesday: dayOfWeek,
      thursday: dayOfWeek,
      friday: dayOfWeek,
      saturday: dayOfWeek,
      sunday: dayOfWeek,
    }),
    /** What begins on these dates instead of what the day of the week says; no range: closed. */
    dates: z
      .array(z.strictObject({ date: z.iso.date(), ranges: rangesSchema }))
      .max(DATES_MAX)
      .refine(
        (dates) => new Set(dates.map(({ date }) => date)).size === dates.length,
        "must have each date once",
      )
      .default([]),
  })
  .refine(
    ({ weekly, dates }) =>
      WEEKDAYS.some((day) => weekly[day].length > 0) ||
      dates.some(({ ranges }) => ranges.length > 0),
    "must be open at some time; without hours a line is open always",
  );
export type BusinessHours = z.infer<typeof businessHoursSchema>;

/** The hours of a line and the zone of its workspace. No hours: always open. */
export interface Opening {
  hours: BusinessHours | null;
  timeZone: string;
}

/** How far ahead a change is sought: a leap day and then some, so that one yearly date is found. */
const SEARCH_DAYS = 4 * 366 + 1;

/** Whether it is within business hours at a moment: what clocks on the wall show there decides. */
export function isWithin({ hours, timeZone }: Opening, at: number): boolean {
  return hours === null || isOpenAt(hours, at + offsetAt(timeZone, at));
}

/** The first moment from `at` on that is within business hours: `at` itself if it is. Null when none comes in the next four years. */
export function nextOpening(opening: Opening, at: number): number | null {
  return next(opening, at, true);
}

/** The first moment from `at` on that is not within business hours; null when they never end. */
export function nextClosing(opening: Opening, at: number): number | null {
  return next(opening, at, false);
}

/** Goes from one change of the clocks to the next: in between, times of day lie as far apart as moments. */
function next({ hours, timeZone }: Opening, at: number, open: boolean): number | null {
  if (hours === null) return open ? at : null;
  const until = at + SEARCH_DAYS * DAY_MS;
  for (let from = at; from < until;) {
    const offset = offsetAt(timeZone, from);
    const to = offsetEndsAt(timeZone, from);
    const local = nextLocal(hours, { from: from + offset, to: to + offset }, open);
    if (local !== null) return local - offset;
    from = to;
  }
  return null;
}

/** The first time on the wall in [from, to) that is open, or closed; at most a day is asked about. */
function nextLocal(
  hours: BusinessHours,
  { from, to }: { from: number; to: number },
  open: boolean,
): number | null {
  if (isOpenAt(hours, from) === open) return from;
  const today = Math.floor(from / DAY_MS);
  const edges = [today - 1, today, today + 1]
    .flatMap((day) => rangesOf(hours, day))
    .map((range) => (open ? range.from : range.to))
    .filter((edge) => edge > from && edge < to && isOpenAt(hours, edge) === open);
  return edges.length === 0 ? null : Math.min(...edges);
}

function isOpenAt(hours: BusinessHours, local: number): boolean {
  const today = Math.floor(local / DAY_MS);
  return [today - 1, today].some((day) =>
    rangesOf(hours, day).some(({ from, to }) => local >= from && local < to),
  );
}

/** What begins on a day, counted from 1 January 1970 on the wall, in milliseconds on the wall. */
function rangesOf(hours: BusinessHours, day: number): { from: number; to: number }[] {
  const start = day * DAY_MS;
  const date = new Date(start);
  const name = date.toISOString().slice(0, 10);
  const special = hours.dates.find((each) => each.date === name);
  const weekday = WEEKDAYS[date.getUTCDay()];
  const ranges = special?.ranges ?? (weekday === undefined ? [] : hours.weekly[weekday]);
  return ranges.map((range) => {
    const from = minutesOf(range.from);
    const to = minutesOf(range.to);
    const end = to > from ? to : to + DAY_MINUTES;
    return { from: start + from * MINUTE_MS, to: start + end * MINUTE_MS };
  });
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}
