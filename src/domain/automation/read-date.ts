import { searchable } from "./text-match.ts";

/** Beginnings of the names of months, in Spanish and English. */
const MONTHS: readonly (readonly string[])[] = [
  ["enero", "january"],
  ["febrero", "february"],
  ["marzo", "march"],
  ["abril", "april"],
  ["mayo", "may"],
  ["junio", "june"],
  ["julio", "july"],
  ["agosto", "august"],
  ["septiembre", "setiembre", "september"],
  ["octubre", "october"],
  ["noviembre", "november"],
  ["diciembre", "december"],
];
const ABBREVIATION_MIN = 3;
/** Two digits of a year: those of this century up to 68, as POSIX reads them. */
const CENTURY_PIVOT = 69;

/**
 * A date as people write it, as `2026-02-28`; null when it is none: `2026-02-28`, `28/02/2026`, `28-2-26`, `28.02.2026`, `28 de febrero de
 * 2026`, `28 feb 2026`. The day stands before the month, as everywhere where Spanish is spoken; without a year it is no date.
 */
export function readDate(text: string): string | null {
  const said = text.trim();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(said);
  if (iso !== null) return date(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const numeric = /^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})$/.exec(said);
  if (numeric !== null) return date(yearOf(numeric[3]), Number(numeric[2]), Number(numeric[1]));
  const named =
    /^(?:el )?(\d{1,2})[ \-/]?(?:de )?([a-z]{3,10})[., \-/]{0,2}(?:de |del )?(\d{4}|\d{2})$/.exec(
      searchable(said),
    );
  if (named === null) return null;
  return date(yearOf(named[3]), monthOf(named[2] ?? ""), Number(named[1]));
}

function yearOf(digits = ""): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < CENTURY_PIVOT ? 2_000 + year : 1_900 + year;
}

/** 1 to 12; 0 when it is no month. */
function monthOf(word: string): number {
  if (word.length < ABBREVIATION_MIN) return 0;
  return MONTHS.findIndex((names) => names.some((name) => name.startsWith(word))) + 1;
}

/** Null when the calendar has no such day. */
function date(year: number, month: number, day: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, day));
  const isReal = year >= 1_000 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return isReal ? at.toISOString().slice(0, 10) : null;
}
