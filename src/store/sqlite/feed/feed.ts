import { setImmediate as nextTurn } from "node:timers/promises";
import type { EventType, NewEvent, StoredEvent } from "../../../domain/events.ts";
import type { EndpointId, WorkspaceId } from "../../../domain/ids.ts";
import type { FeedStore, Relayed } from "../../feed-store.ts";
import type { Connection } from "../connection.ts";
import { createEventPlaces, createPlaces, type Near } from "../conversations/places.ts";
import { createThreads } from "../conversations/threads.ts";

export interface Feed extends FeedStore {
  /**
   * Gives events their places in the feed; a repeated id gets none. `near`: the conversation whose step brought them about, if one did.
   * To be called inside a write.
   */
  append(workspaceId: WorkspaceId, near: Near | null, events: readonly NewEvent[]): void;
}

/** An event's row; `body` holds everything that no query asks for. */
export interface EventRow {
  seq: number;
  id: string;
  type: EventType;
  body: string;
}

interface Counters {
  last_seq: number;
  relayed_seq: number;
}

/** Rows looked at in one go when only some types are wanted: a reader of a rare type must not hold up the event loop. */
const FILTER_STEP = 10_000;

export function createFeed(connection: Connection): Feed {
  const places = createPlaces(connection);
  const { placeOf } = createEventPlaces(places, createThreads(connection));
  const counters = connection.query<Counters>(
    "select last_seq, relayed_seq from workspaces where id = ?",
  );
  const putLast = connection.statement(
    `insert into workspaces (id, last_seq, relayed_seq) values (?, ?, 0)
     on conflict do update set last_seq = excluded.last_seq`,
  );
  const insert = connection.statement(
    "insert into events (workspace, seq, type, id, body) values (?, ?, ?, ?, ?)",
  );
  const insertHistory = connection.statement(
    `insert into events (workspace, seq, type, id, body, contact, record, at)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const after = connection.query<EventRow>(
    `select seq, id, type, body from events where workspace = ? and seq > ? order by seq limit ?`,
  );
  const ofTypes = connection.query<EventRow>(
    `select seq, id, type, body from events where workspace = ? and seq > ? and seq <= ?
     and type in (select value from json_each(?)) order by seq limit ?`,
  );
  const relaying = createRelaying(connection);

  const lastSeqOf = (workspaceId: WorkspaceId) => counters.get(workspaceId)?.last_seq ?? 0;

  /** Reads on in steps until there are enough, giving way to other work in between. */
  async function filtered(
    workspaceId: WorkspaceId,
    query: { after: number; limit: number; types: readonly EventType[] },
  ): Promise<StoredEvent[]> {
    const types = JSON.stringify(query.types);
    const last = await connection.read(() => lastSeqOf(workspaceId));
    const found: EventRow[] = [];
    for (let from = query.after; from < last; from += FILTER_STEP) {
      if (from > query.after) await nextTurn();
      const missing = query.limit - found.length;
      const step = () => ofTypes.all(workspaceId, from, from + FILTER_STEP, types, missing);
      found.push(...(await connection.read(step)));
      if (found.length >= query.limit) break;
    }
    return found.map((row) => eventOf(workspaceId, row));
  }

  return {
    append(workspaceId, near, events) {
      if (events.length === 0) return;
      const first = lastSeqOf(workspaceId);
      let seq = first;
      for (const event of events) {
        if (!places.addIfFree(placeOf(workspaceId, event.id, near ?? undefined), seq + 1)) continue;
        seq += 1;
        const values = [workspaceId, seq, event.type, event.id, bodyOf(event)] as const;
        if (event.history === undefined) insert.run(...values);
        else {
          const { contactId, recordId } = event.history;
          insertHistory.run(...values, contactId, recordId, Math.trunc(event.occurredAt));
        }
      }
      if (seq > first) putLast.run(workspaceId, seq);
    },
    async events(workspaceId, { after: from, limit, types }) {
      if (types !== null) return filtered(workspaceId, { after: from, limit, types });
      const rows = await connection.read(() => after.all(workspaceId, from, limit));
      return rows.map((row) => eventOf(workspaceId, row));
    },
    lastSeq: (workspaceId) => connection.read(() => lastSeqOf(workspaceId)),
    ...relaying,
  };
}

/** The fan-out: events behind the relay's cursor become deliveries, and the cursor moves, in one write. */
function createRelaying(connection: Connection): Pick<FeedStore, "relay" | "unrelayed"> {
  const counters = connection.query<Counters>(
    "select last_seq, relayed_seq from workspaces where id = ?",
  );
  const endpoints = connection.query<{
    pk: number;
    id: EndpointId;
    enabled: number;
    doc: string;
  }>("select pk, id, enabled, doc from endpoints where workspace = ? and removed = 0 order by id");
  const fanOut = connection.statement(
    `insert into deliveries (endpoint, seq, workspace, state, attempts, next_attempt_at, lease_until, created_at)
     select ?1, seq, workspace, 'pending', 0, ?2, 0, ?2 from events
     where workspace = ?3 and seq > ?4 and seq <= ?5
       and (?6 is null or type in (select value from json_each(?6)))
     order by seq on conflict do nothing`,
  );
  const move = connection.statement("update workspaces set relayed_seq = ? where id = ?");
  const behind = connection.query<{ workspaceId: WorkspaceId; events: number }>(
    `select id as workspaceId, last_seq - relayed_seq as events from workspaces
     where relayed_seq < last_seq order by id`,
  );

  function relay(
    workspaceId: WorkspaceId,
    { limit, now }: { limit: number; now: number },
  ): Relayed {
    const { last_seq: last, relayed_seq: relayed } = counters.get(workspaceId) ?? {
      last_seq: 0,
      relayed_seq: 0,
    };
    if (relayed >= last) return { events: 0, endpoints: [], more: false };
    const receivers = endpoints.all(workspaceId);
    // Past endpoints that are switched off it goes in portions too, so that one that is switched on meanwhile gets the rest.
    const until = receivers.length === 0 ? last : Math.min(last, relayed + limit);
    const at = Math.trunc(now);
    const reached: EndpointId[] = [];
    for (const { pk, id, enabled, doc } of receivers) {
      if (enabled === 0) continue;
      const { events, startSeq } = JSON.parse(doc) as { events: string[]; startSeq: number };
      const types = events.includes("*") ? null : JSON.stringify(events);
      const from = Math.max(relayed, startSeq);
      if (fanOut.run(pk, at, workspaceId, from, until, types) > 0) reached.push(id);
    }
    move.run(until, workspaceId);
    return { events: until - relayed, endpoints: reached, more: until < last };
  }

  return {
    relay: (workspaceId, options) => connection.write(() => relay(workspaceId, options)),
    unrelayed: () => connection.read(() => behind.all().map((row) => ({ ...row }))),
  };
}

function bodyOf({ occurredAt, recordedAt, conversation, cause, data }: NewEvent): string {
  return JSON.stringify({ occurredAt, recordedAt, conversation, cause, data });
}

export function eventOf(workspaceId: WorkspaceId, { seq, id, type, body }: EventRow): StoredEvent {
  return { id, type, workspaceId, ...JSON.parse(body), seq };
}
