import type { Page } from "../../../src/store/intake-store.ts";
import { InvalidCursorError } from "../../../src/store/store.ts";

/** Where a row stands in its list: compared part by part, the first difference decides. */
export type Place = readonly (number | string)[];

/** How a list is ordered: +1 rising, -1 falling, for each part of the place. */
export type Directions = readonly (1 | -1)[];

/**
 * A page of `rows`, from behind `cursor` on. The cursor holds the place of the last row given out, not a count of rows, so
 * that rows which come or go meanwhile neither repeat nor hide others.
 */
export function pageOf<T>(
  rows: Iterable<T>,
  query: {
    cursor: string | null;
    limit: number;
    directions: Directions;
    placeOf: (row: T) => Place;
  },
): Page<T> {
  const { cursor, limit, directions, placeOf } = query;
  const from = cursor === null ? null : decode(cursor, directions.length);
  const placed = [...rows].map((row) => ({ row, place: placeOf(row) }));
  const rest = placed
    .filter(({ place }) => from === null || compare(place, from, directions) > 0)
    .sort((a, b) => compare(a.place, b.place, directions));
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ row }) => row),
    cursor: rest.length > shown.length && last !== undefined ? encode(last.place) : null,
  };
}

function compare(a: Place, b: Place, directions: Directions): number {
  for (const [index, direction] of directions.entries()) {
    const left = a[index] ?? 0;
    const right = b[index] ?? 0;
    if (left !== right) return (left < right ? -1 : 1) * direction;
  }
  return 0;
}

function encode(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

function decode(cursor: string, parts: number): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(place) && place.length === parts && place.every(isPart)) return place;
  } catch {
    // What is no JSON is no cursor of ours either.
  }
  throw new InvalidCursorError();
}

function isPart(part: unknown): part is number | string {
  return typeof part === "number" || typeof part === "string";
}
