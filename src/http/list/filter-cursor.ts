import { createHash } from "node:crypto";
import { InvalidCursorError } from "../../store/store.ts";
import { ProblemError } from "../problems/problem.ts";

/**
 * Binds the cursors of a list to what the list was asked for: with another filter a place in the list means nothing, and pages would
 * silently leave conversations out. A range back from now is bound by its name, so that the next page may come a minute later.
 *
 * @param refuse the error for a cursor of another filter
 */
export function createFilterCursor(filter: object, refuse: () => Error = otherFilter) {
  const mark = createHash("sha256").update(canonical(filter)).digest("base64url").slice(0, 12);
  return {
    /** The store's cursor in one that a client gave. Throws for one of another filter, or of no list. */
    open(cursor: string | undefined): string | null {
      if (cursor === undefined) return null;
      const [, made, place] = /^([\w-]{12})\.([\w-]+)$/.exec(cursor) ?? [];
      if (made === undefined || place === undefined) throw new InvalidCursorError();
      if (made !== mark) throw refuse();
      return place;
    },
    seal: (cursor: string | null): string | null => (cursor === null ? null : `${mark}.${cursor}`),
  };
}

/**
 * Binds the cursors of a list without filters to what it is the list of, such as `{ timelineOf: id }`. One of another's is as foreign as one
 * of another list: `InvalidCursorError`.
 */
export function createCursorOf(parent: object) {
  return createFilterCursor(parent, () => new InvalidCursorError());
}

function otherFilter(): ProblemError {
  const errors = [{ field: "query.cursor", rule: "must be of a page with the same filters" }];
  return new ProblemError("cursor.other_filter", { errors });
}

/** The same text for the same filter, in whatever order its parameters and values came. */
function canonical(filter: object): string {
  const members = Object.entries(filter).map(([name, value]: [string, unknown]) => {
    const texts = Array.isArray(value) ? value.map((each) => JSON.stringify(each)) : [];
    return JSON.stringify([name, Array.isArray(value) ? texts.sort() : value]);
  });
  return members.sort().join();
}
