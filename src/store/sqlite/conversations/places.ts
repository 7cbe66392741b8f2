import { partsOfEventId, type ConversationId, type WorkspaceId } from "../../../domain/ids.ts";
import type { Connection } from "../connection.ts";
import type { Threads } from "./threads.ts";

/**
 * Kinds of places, as they stand in the database:
 * - item: an item by its id (name); `ref` is the item's row
 * - source: a message by the provider's id (name); `ref` is the item's row
 * - shown: an item in the timeline by (at, version, id as name); `ref` is the item's row
 * - event: an event by what its id says beside the conversation (name); `ref` is its seq
 */
export const PLACE = { item: 1, source: 2, shown: 3, event: 4 } as const;

export interface Place {
  conversation: number;
  kind: (typeof PLACE)[keyof typeof PLACE];
  at: number;
  version: number;
  name: string;
}

export interface Places {
  find(place: Place): number | undefined;
  /** The place must be free: that is what makes ids unique. */
  add(place: Place, ref: number): void;
  /** False when the place is taken, and stays so. */
  addIfFree(place: Place, ref: number): boolean;
  remove(place: Place): void;
}

export function createPlaces(connection: Connection): Places {
  const find = connection.query<{ ref: number }>(
    `select ref from places
     where conversation = ? and kind = ? and at = ? and version = ? and name = ?`,
  );
  const add = connection.statement(
    "insert into places (conversation, kind, at, version, name, ref) values (?, ?, ?, ?, ?, ?)",
  );
  const addIfFree = connection.statement(
    `insert into places (conversation, kind, at, version, name, ref) values (?, ?, ?, ?, ?, ?)
     on conflict do nothing`,
  );
  const remove = connection.statement(
    `delete from places
     where conversation = ? and kind = ? and at = ? and version = ? and name = ?`,
  );
  return {
    find: (place) => find.get(...keyOf(place))?.ref,
    add(place, ref) {
      add.run(...keyOf(place), ref);
    },
    addIfFree: (place, ref) => addIfFree.run(...keyOf(place), ref) === 1,
    remove(place) {
      remove.run(...keyOf(place));
    },
  };
}

/** A conversation and its number. */
export interface Near {
  conversationId: ConversationId;
  pk: number;
}

/** Finds events by their ids, which are unique in the workspace. */
export interface EventPlaces {
  /** `near`: the conversation whose events these mostly are, which then need not be looked up. */
  placeOf(workspaceId: WorkspaceId, eventId: string, near?: Near): Place;
  seqOf(workspaceId: WorkspaceId, eventId: string): number | undefined;
}

/** Number of no conversation: under it stand events whose id names none. */
const NOWHERE = 0;

export function createEventPlaces(places: Places, threads: Threads): EventPlaces {
  function homeOf(workspaceId: WorkspaceId, id: ConversationId, near?: Near): number | undefined {
    return near?.conversationId === id ? near.pk : threads.pkOf(workspaceId, id);
  }

  function placeOf(workspaceId: WorkspaceId, eventId: string, near?: Near): Place {
    const parts = partsOfEventId(eventId);
    const home = parts === null ? undefined : homeOf(workspaceId, parts.conversationId, near);
    const place = { kind: PLACE.event, at: 0, version: 0 } as const;
    return parts === null || home === undefined
      ? { ...place, conversation: NOWHERE, name: `${workspaceId} ${eventId}` }
      : { ...place, conversation: home, name: parts.rest };
  }
  return {
    placeOf,
    seqOf: (workspaceId, eventId) => places.find(placeOf(workspaceId, eventId)),
  };
}

function keyOf({ conversation, kind, at, version, name }: Place) {
  return [conversation, kind, at, version, name] as const;
}
