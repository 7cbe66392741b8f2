import type { Connection } from "../connection.ts";
import type { Run } from "./conversation-runs.ts";
import {
  byNewest,
  entriesWithin,
  LIST_INDEXES,
  type ListIndex,
  type ListKey,
} from "./list-indexes.ts";

/** The first stretch holds at least so many beginnings of runs, and so tells how close conversations stand. */
const BEGINNINGS = 16;
/** How much longer each stretch may be than the one before: time is unevenly full. */
const GROWTH_MIN = 2;
const GROWTH_MAX = 8;

/** Whom a search found, by the numbers of contacts. */
export interface Found {
  /** Bit n of them: contact n is found. */
  bits: Uint8Array;
  /** Conversations that are to be looked at, as a guess, until one of somebody who is found. */
  distance: number;
}

/** Those with these numbers, which rise. Of everybody there are about as many as the greatest number says. */
export function foundOf(numbers: readonly number[]): Found {
  const greatest = numbers.at(-1) ?? 0;
  const bits = new Uint8Array((greatest >> 3) + 1);
  for (const number of numbers) bits[number >> 3]! |= 1 << (number & 7);
  return { bits, distance: greatest / Math.max(1, numbers.length) };
}

/** Whether the contact of this number is among them. A conversation of a store of old may have none. */
export function isFound({ bits }: Found, number: unknown): boolean {
  return typeof number === "number" && (((bits[number >> 3] ?? 0) >> (number & 7)) & 1) === 1;
}

/**
 * Goes through the list, newest first, for conversations of people who were found. SQLite goes through the index and asks here of each entry
 * whether it is one: that costs a tenth of reading the entries and asking then. The list is read in stretches of time, each as long as the page
 * still needs by what the ones before held, so that no run is read much further than the page.
 */
export function createFoundWalk(connection: Connection) {
  let wanted: Found = { bits: new Uint8Array(), distance: 1 };
  let looked = 0;
  connection.define("is_found", (number) => {
    looked += 1;
    return isFound(wanted, number) ? 1 : 0;
  });
  const queries = new Map<ListIndex, ReturnType<typeof prepare>>(
    Object.values(LIST_INDEXES).map((index) => [index, prepare(index)]),
  );

  function prepare(index: ListIndex) {
    return connection.query<ListKey>(
      `select pk, last_activity_at as at, id, contact_number as contact, ?2 as unused
       from ${entriesWithin(index)} and is_found(contact_number)`,
    );
  }

  function stretch(runs: readonly Run[], from: number, to: number): ListKey[] {
    return runs.flatMap(({ head, place }) =>
      head === null || head < from
        ? []
        : (queries.get(place.index)?.all(place.key, place.onlyLines, from, to) ?? []),
    );
  }

  /** The `count` newest behind a place; null when they are not among the newest `lookedMax` of the list. */
  return (
    runs: readonly Run[],
    found: Found,
    {
      from,
      count,
      lookedMax,
    }: {
      from: { at: number; id: string };
      count: number;
      lookedMax: number;
    },
  ): ListKey[] | null => {
    [wanted, looked] = [found, 0];
    const heads = runs.flatMap(({ head }) => head ?? []).sort((a, b) => b - a);
    const [newest] = heads;
    const oldest = runs[0]?.place.oldest;
    if (newest === undefined || oldest === undefined) return [];
    const page: ListKey[] = [];
    let until = newest;
    let length = newest - (heads[BEGINNINGS - 1] ?? newest) + 1;
    for (;;) {
      // Times before 1970 stand nowhere but in tests, and then at the end of the list.
      const start = until < length ? oldest : Math.max(oldest, until - length + 1);
      const keys = stretch(runs, start, until).filter((key) => isBehind(key, from));
      page.push(...keys.sort(byNewest));
      if (page.length >= count || start <= oldest) return page.slice(0, count);
      if (looked >= lookedMax) return null;
      const perMs = looked / (newest - start + 1);
      const needed = ((count - page.length) * found.distance) / perMs;
      length = Math.ceil(Math.min(length * GROWTH_MAX, Math.max(length * GROWTH_MIN, needed)));
      until = start - 1;
    }
  };
}

function isBehind(key: ListKey, from: { at: number; id: string }): boolean {
  return byNewest(key, from) > 0;
}
