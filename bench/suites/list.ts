import { DatabaseSync } from "node:sqlite";
import { startRedis } from "../../test/support/redis.ts";
import { WHOLE_LIST } from "../../test/support/whole-list.ts";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { createFilterCursor } from "../../src/http/filter-cursor.ts";
import type { ConversationQuery } from "../../src/store/reader.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import {
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { monotonicMs } from "../support/clock.ts";
import { startEngine } from "../support/engine.ts";
import { ADMIN_TOKEN, LINE } from "../support/line.ts";
import { LINES, prepareConversations } from "../support/million.ts";
import { openConnection } from "../support/raw-client.ts";
import { createRandom, medianOfRounds, quantile } from "../support/statistics.ts";

const LIMIT = 50;
const KINDS = [
  "first page",
  "page from the middle",
  "open of one line",
  "closed, from the middle",
] as const;
type Kind = (typeof KINDS)[number];

/** A place in the middle of the list: as a cursor, and by the time of its conversation. */
type Middle = { cursor: string; at: number };

/** The conversation list at a million rows, one request after another: by the store, and by HTTP with everything around it. */
export const benchmark: Benchmark = {
  name: "list",
  title: "conversation list, pages of 50: by HTTP, by the store, and as one bare query",
  async run({ quick, rounds, dir, say }: BenchmarkContext): Promise<Figure[]> {
    const conversations = quick ? 100_000 : 1_000_000;
    const databaseFile = await prepareConversations(conversations, { dir, say });
    const middles = await pickMiddles(databaseFile, conversations);
    const count = quick ? 200 : 1_000;
    const figures: Figure[] = [];
    await using redis = await startRedis({ persist: true });
    const engine = await startEngine({ dir, redisUrl: redis.url });
    for (const kind of KINDS) {
      const queries = queriesOf(kind, middles, count);
      const http = await medianOfRounds(rounds, () => byHttp(engine.port, queries));
      const store = await medianOfRounds(rounds, () => byStore(databaseFile, queries));
      const bare = await medianOfRounds(rounds, () => byBareQuery(databaseFile, middles, count));
      figures.push(...figuresOf(kind, { http, store, bare }));
    }
    await engine.stop();
    return figures;
  },
};

/** Walks the whole list, and keeps places of its second and third quarter. */
async function pickMiddles(databaseFile: string, conversations: number): Promise<Middle[]> {
  const store = await openSqliteStore({ path: databaseFile });
  const middles: Middle[] = [];
  let cursor: string | null = null;
  let seen = 0;
  do {
    const query: ConversationQuery = { ...WHOLE_LIST, cursor };
    const page = await store.conversations(DEFAULT_WORKSPACE, query);
    ({ cursor } = page);
    seen += page.items.length;
    const at = page.items.at(-1)?.conversation.lastActivityAt ?? 0;
    const isInside = seen > conversations / 4 && seen < (conversations * 3) / 4;
    if (cursor !== null && isInside) middles.push({ cursor, at });
  } while (cursor !== null);
  await store.close();
  if (seen < conversations) throw new Error(`the list ended after ${seen} conversations`);
  const draw = createRandom(1);
  return Array.from({ length: 200 }, () => middles[Math.floor(draw() * middles.length)]!);
}

function queriesOf(kind: Kind, middles: readonly Middle[], count: number): ConversationQuery[] {
  return Array.from({ length: count }, (_, index): ConversationQuery => {
    const { cursor } = middles[index % middles.length]!;
    const lineId = LINE.phoneNumberId.slice(0, -1) + String(index % LINES);
    switch (kind) {
      case "first page":
        return { ...WHOLE_LIST, limit: LIMIT };
      case "page from the middle":
        return { ...WHOLE_LIST, cursor, limit: LIMIT };
      case "open of one line":
        return { ...WHOLE_LIST, status: "open", lineIds: [lineId], limit: LIMIT };
      case "closed, from the middle":
        return { ...WHOLE_LIST, status: "closed", cursor, limit: LIMIT };
    }
  });
}

type Times = { p50: number; p99: number };

async function timed(count: number, work: (index: number) => unknown): Promise<Times> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const startedAt = monotonicMs();
    await work(index);
    times.push(monotonicMs() - startedAt);
  }
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

async function byHttp(port: number, queries: readonly ConversationQuery[]): Promise<Times> {
  const connection = await openConnection(port);
  const requests = queries.map(({ status, lineIds, cursor, limit }) => {
    const query = new URLSearchParams({ status, limit: String(limit) });
    if (lineIds !== null) query.set("line", lineIds.join(","));
    const { seal } = createFilterCursor({ status, ...(lineIds === null ? {} : { line: lineIds }) });
    if (cursor !== null) query.set("cursor", seal(cursor) ?? "");
    return Buffer.from(
      `GET /v1/conversations?${query.toString()} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\n\r\n`,
    );
  });
  const times = await timed(requests.length, async (index) => {
    const status = await connection.send(requests[index]!);
    if (status !== 200) throw new Error(`the list was answered ${status}`);
  });
  connection.close();
  return times;
}

async function byStore(
  databaseFile: string,
  queries: readonly ConversationQuery[],
): Promise<Times> {
  const store = await openSqliteStore({ path: databaseFile });
  const times = await timed(queries.length, async (index) => {
    const page = await store.conversations(DEFAULT_WORKSPACE, queries[index]!);
    if (page.items.length !== LIMIT) throw new Error("a page is not full");
  });
  await store.close();
  return times;
}

/** The least that SQLite can do: 50 documents of one line behind a place of the index, not even parsed. */
async function byBareQuery(
  databaseFile: string,
  middles: readonly Middle[],
  count: number,
): Promise<Times> {
  const db = new DatabaseSync(databaseFile, { readOnly: true });
  const page = db.prepare(
    `select doc from conversations
     where workspace = ? and line = ? and bucket = 6 and last_activity_at is not null and last_activity_at < ?
     order by last_activity_at desc, id desc limit ${LIMIT}`,
  );
  const times = await timed(count, (index) =>
    page.all(DEFAULT_WORKSPACE, LINE.phoneNumberId, middles[index % middles.length]!.at),
  );
  db.close();
  return times;
}

function figuresOf(
  kind: Kind,
  { http, store, bare }: Record<"http" | "store" | "bare", Times>,
): Figure[] {
  const what = "one bare indexed query for 50 documents, not parsed";
  return [
    {
      name: `${kind}: HTTP, p50`,
      value: http.p50,
      unit: "ms",
      baseline: { what, value: bare.p50 },
      target: atMost(http.p50, 5, "<= 5 ms"),
    },
    {
      name: `${kind}: HTTP, p99`,
      value: http.p99,
      unit: "ms",
      baseline: { what, value: bare.p99 },
      target: atMost(http.p99, 25, "<= 25 ms"),
    },
    {
      name: `${kind}: store, p50`,
      value: store.p50,
      unit: "ms",
      baseline: { what, value: bare.p50 },
    },
    {
      name: `${kind}: store, p99`,
      value: store.p99,
      unit: "ms",
      baseline: { what, value: bare.p99 },
    },
  ];
}
