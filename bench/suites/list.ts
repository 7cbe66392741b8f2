import { DatabaseSync } from "node:sqlite";
import { startRedis } from "../../test/support/redis.ts";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";
import {
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { monotonicMs } from "../support/clock.ts";
import { startEngine } from "../support/engine.ts";
import { ADMIN_TOKEN, LINE } from "../support/line.ts";
import { FAR_AWAY, prepareConversations } from "../support/million.ts";
import { anyFilters, anySearch, asFilter, type Question } from "../support/questions.ts";
import { openConnection } from "../support/raw-client.ts";
import { createRandom, medianOfRounds, quantile } from "../support/statistics.ts";

const LIMIT = 50;
const DAY_MS = 86_400_000;
const WARM_UP = 300;

/** What product.md asks of a kind of question, in milliseconds. */
interface Kind {
  name: string;
  counts: boolean;
  ask: (draw: () => number) => Question;
  target: { p50?: number; p99: number };
}

const LIST = { p50: 5, p99: 25 };
const SEARCH = { p50: 15, p99: 80 };

const KINDS: readonly Kind[] = [
  { name: "first page", counts: false, ask: () => ({}), target: LIST },
  { name: "page from anywhere", counts: false, ask: fromAnywhere, target: LIST },
  { name: "any filters", counts: false, ask: anyFilters, target: LIST },
  { name: "search", counts: false, ask: anySearch, target: SEARCH },
  {
    name: "search with any filters",
    counts: false,
    ask: (draw) => ({ ...anyFilters(draw), ...anySearch(draw) }),
    target: SEARCH,
  },
  { name: "unread count", counts: true, ask: withoutUnread(anyFilters), target: { p99: 20 } },
  {
    name: "unread count of a search",
    counts: true,
    ask: withoutUnread((draw) => ({ ...anyFilters(draw), ...anySearch(draw) })),
    target: SEARCH,
  },
];

/**
 * The list, its search and its unread count at a million conversations, one request after another: by HTTP with everything around it, and the
 * CPU of the store alone, which does not depend on what else the machine does.
 */
export const benchmark: Benchmark = {
  name: "list",
  title: "conversation list, search and unread count, pages of 50: by HTTP, and the store's CPU",
  async run({ quick, rounds, dir, say }: BenchmarkContext): Promise<Figure[]> {
    const conversations = quick ? 100_000 : 1_000_000;
    const databaseFile = await prepareConversations(conversations, { dir, say, isInbox: true });
    const count = quick ? 200 : 1_000;
    const figures: Figure[] = [];
    await using redis = await startRedis({ persist: true });
    const engine = await startEngine({ dir, redisUrl: redis.url });
    const store = await openSqliteStore({ path: databaseFile });
    await warmUp(engine.port);
    for (const [seed, kind] of KINDS.entries()) {
      const draw = createRandom(seed);
      const questions = Array.from({ length: count }, () => kind.ask(draw));
      // Once through all of them first: what they read is in the system's cache then, as it is where people work all day.
      await byStore(store, kind, questions);
      const http = await medianOfRounds(rounds, () => byHttp(engine.port, kind, questions));
      const alone = await medianOfRounds(rounds, () => byStore(store, kind, questions));
      const bare = await medianOfRounds(rounds, () => byBareQuery(databaseFile, count));
      figures.push(...figuresOf(kind, { http, alone, bare }));
      say(`${kind.name} is measured`);
    }
    await store.close();
    await engine.stop();
    return figures;
  },
};

/** Some of every kind, so that none is measured while the engine is still getting into its stride. */
async function warmUp(port: number): Promise<void> {
  for (const [seed, kind] of KINDS.entries()) {
    const draw = createRandom(1_000 + seed);
    const questions = Array.from({ length: WARM_UP }, () => kind.ask(draw));
    await byHttp(port, kind, questions);
  }
}

/** By the time that the page before would have ended at. */
function fromAnywhere(draw: () => number): Question {
  return { to: new Date(FAR_AWAY + draw() * DAY_MS).toISOString() };
}

function withoutUnread(ask: Kind["ask"]): Kind["ask"] {
  return (draw) => {
    const { unread: _unread, ...question } = ask(draw);
    return question;
  };
}

type Times = { p50: number; p99: number };

async function timed(
  count: number,
  work: (index: number) => unknown,
  now: () => number = monotonicMs,
): Promise<Times> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const startedAt = now();
    await work(index);
    times.push(now() - startedAt);
  }
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

async function byHttp(
  port: number,
  { counts }: Kind,
  questions: readonly Question[],
): Promise<Times> {
  const connection = await openConnection(port);
  const path = counts ? "/v1/conversations/unread-count" : "/v1/conversations";
  const requests = questions.map((question) => {
    const query = new URLSearchParams({ ...question, ...(counts ? {} : { limit: String(LIMIT) }) });
    return Buffer.from(
      `GET ${path}?${query.toString()} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\n\r\n`,
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
  store: Store,
  { counts }: Kind,
  questions: readonly Question[],
): Promise<Times> {
  const filters = questions.map(asFilter);
  const ask = (index: number): unknown => {
    const filter = filters[index]!;
    if (counts) return store.unreadCount(DEFAULT_WORKSPACE, filter);
    return store.conversations(DEFAULT_WORKSPACE, { ...filter, cursor: null, limit: LIMIT });
  };
  return timed(filters.length, ask, cpuMs);
}

/** What this process has used so far. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** The least that SQLite can do: 50 documents of one line behind a place of the index, not even parsed. */
async function byBareQuery(databaseFile: string, count: number): Promise<Times> {
  const db = new DatabaseSync(databaseFile, { readOnly: true });
  const page = db.prepare(
    `select doc from conversations
     where workspace = ? and line = ? and bucket = 5 and last_activity_at is not null and last_activity_at < ?
     order by last_activity_at desc, id desc limit ${LIMIT}`,
  );
  const draw = createRandom(9);
  const times = await timed(count, () =>
    page.all(DEFAULT_WORKSPACE, LINE.phoneNumberId, Math.floor(FAR_AWAY + draw() * DAY_MS)),
  );
  db.close();
  return times;
}

function figuresOf(
  { name, target }: Kind,
  { http, alone, bare }: Record<"http" | "alone" | "bare", Times>,
): Figure[] {
  const what = "one bare indexed query for 50 documents, not parsed";
  const limited = (at: "p50" | "p99"): Figure => {
    const limit = target[at];
    const baseline = { what, value: bare[at] };
    const plain = { name: `${name}: HTTP, ${at}`, value: http[at], unit: "ms", baseline };
    if (limit === undefined) return plain;
    return { ...plain, target: atMost(http[at], limit, `<= ${limit} ms`) };
  };
  const cpu = (at: "p50" | "p99"): Figure => ({
    name: `${name}: CPU of the store, ${at}`,
    value: alone[at],
    unit: "ms",
  });
  return [limited("p50"), limited("p99"), cpu("p50"), cpu("p99")];
}
