import { InvalidCursorError } from "./store.ts";

/** The place of the last row given out, opaque to everybody else. `list` keeps the cursors of lists apart. */
export type Place = readonly (number | string)[];

/** A place before all others, in lists of falling numbers. */
export const NEWEST_PLACE = Number.MAX_SAFE_INTEGER;

/** The place in a cursor of this list, whose parts have the types of `example`. Throws `InvalidCursorError`. */
export function decodeCursor<P extends Place>(list: string, cursor: string, example: P): P {
  const [made, ...place] = parsed(cursor);
  const fits =
    made === list &&
    place.length === example.length &&
    example.every((part, index) => typeof place[index] === typeof part);
  // What a filter is made of has to be a number or a text: an object would be read as an operator.
  if (!fits) throw new InvalidCursorError();
  return place as unknown as P;
}

function parsed(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** The first `limit` of rows that were read one row beyond it, and the cursor to go on from. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  page: { list: string; limit: number; placeOf: (row: Row) => Place; itemOf: (row: Row) => T },
): { items: T[]; cursor: string | null } {
  const { list, limit, itemOf } = page;
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > shown.length && last !== undefined;
  const cursor = () =>
    Buffer.from(JSON.stringify([list, ...page.placeOf(last as Row)])).toString("base64url");
  return { items: shown.map(itemOf), cursor: more ? cursor() : null };
}
