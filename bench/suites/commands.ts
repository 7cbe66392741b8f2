import { startRedis } from "../../test/support/redis.ts";
import { WHOLE_LIST } from "../../test/support/whole-list.ts";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import {
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { startEngine, registerLine } from "../support/engine.ts";
import { ADMIN_TOKEN } from "../support/line.ts";
import { closedLoop, openLoop } from "../support/load.ts";
import { messageStream } from "../support/messages.ts";
import { prepareConversations } from "../support/million.ts";
import { medianOfRounds, quantile } from "../support/statistics.ts";

const NAMES = ["assign", "close"] as const;
type Name = (typeof NAMES)[number];

const BODIES = {
  assign: { target: { kind: "nobody" }, markUnread: true },
  close: { description: "Sold, will be delivered on Friday" },
} as const satisfies Record<Name, object>;

/** Live messages that come in besides. */
const PER_SECOND = 100;

/** From the POST of a command to its outcome, one command after another, each on a conversation of its own among a million. */
export const benchmark: Benchmark = {
  name: "commands",
  title: "assign and close: POST to outcome, alone and beside 100 messages a second",
  async run({ quick, rounds, dir, say }: BenchmarkContext): Promise<Figure[]> {
    const conversations = quick ? 100_000 : 1_000_000;
    const databaseFile = await prepareConversations(conversations, { dir, say, isInbox: true });
    const count = quick ? 100 : 500;
    const ids = await openConversations(databaseFile, count * NAMES.length * rounds * 2);
    await using redis = await startRedis({ persist: true });
    const engine = await startEngine({ dir, redisUrl: redis.url });
    await registerLine(engine.url);
    const figures: Figure[] = [];
    for (const name of NAMES) {
      const take = () => ids.splice(0, count);
      const alone = await medianOfRounds(rounds, () => issue(engine.port, name, take()));
      const busy = await medianOfRounds(rounds, (round) =>
        besideMessages(engine.port, `${name}${round}`, () => issue(engine.port, name, take())),
      );
      figures.push(...figuresOf(`${name}, alone`, alone));
      figures.push(...figuresOf(`${name}, beside ${PER_SECOND} messages/s`, busy));
    }
    await engine.stop();
    return figures;
  },
};

/** Open conversations with an owner, so that each of the commands changes something. */
async function openConversations(databaseFile: string, count: number): Promise<string[]> {
  const store = await openSqliteStore({ path: databaseFile });
  const ids: string[] = [];
  for (let cursor: string | null = null; ids.length < count;) {
    const query = { ...WHOLE_LIST, status: "open", cursor } as const;
    const page = await store.conversations(DEFAULT_WORKSPACE, query);
    ids.push(
      ...page.items
        .filter(({ conversation }) => conversation.facts.ownerId !== null)
        .map(({ conversation }) => conversation.id),
    );
    ({ cursor } = page);
    if (cursor === null) throw new Error(`there are only ${ids.length} open conversations`);
  }
  await store.close();
  return ids;
}

type Times = { p50: number; p99: number };

async function issue(port: number, name: Name, ids: readonly string[]): Promise<Times> {
  const body = JSON.stringify(BODIES[name]);
  const requests = ids.map((id) =>
    Buffer.from(
      `POST /v1/conversations/${id}/${name} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\nIdempotency-Key: ${name}-${id}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
  );
  const { latenciesMs, refused } = await closedLoop(port, [requests]);
  if (refused > 0) throw new Error(`${refused} commands were not answered 200`);
  return { p50: quantile(latenciesMs, 0.5), p99: quantile(latenciesMs, 0.99) };
}

/** Does the work while messages come in, and ends when both have. */
async function besideMessages(
  port: number,
  run: string,
  work: () => Promise<Times>,
): Promise<Times> {
  const { requests } = messageStream({ run, count: PER_SECOND * 10, contacts: 500 });
  const [times] = await Promise.all([work(), openLoop(port, requests, { perSecond: PER_SECOND })]);
  return times;
}

function figuresOf(name: string, { p50, p99 }: Times): Figure[] {
  return [
    { name: `${name}: p50`, value: p50, unit: "ms", target: atMost(p50, 10, "<= 10 ms") },
    { name: `${name}: p99`, value: p99, unit: "ms", target: atMost(p99, 40, "<= 40 ms") },
  ];
}
