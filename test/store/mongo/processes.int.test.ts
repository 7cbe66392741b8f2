import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, it } from "vitest";
import { webhookKey } from "../../../src/domain/intake/intake.ts";
import { openMongoStore } from "../../../src/store/mongo/store.ts";
import type { Store } from "../../../src/store/store.ts";
import { ACME, aLine, LINE } from "../../support/builders.ts";
import { WHOLE_LIST } from "../../support/whole-list.ts";
import { startMongo } from "../../support/mongo-server.ts";
import { bringIn, insist, PEOPLE, workOff } from "./crowd.ts";
import { freshDatabase, REACH_MS } from "./setup.ts";

const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const ROUNDS = 40;
/** Of a process that is to be killed: it must not have come to its end before this one, which may be busy, has heard of enough. */
const ROUNDS_WITHOUT_END = 1_000_000;
/** Several processes and a server share two cores with the other tests. */
const LIMIT_MS = 300_000;

/** What the processes were told stands. */
class Ledger {
  readonly sourceIds = new Set<string>();
  add(ids: readonly string[]): void {
    for (const id of ids) this.sourceIds.add(id);
  }
}

/** Starts a process that brings in messages. It is killed when it has told of so many. */
async function runProcess(options: {
  url: string;
  by: string;
  ledger: Ledger;
  killAfter?: number;
}): Promise<void> {
  const { url, by, ledger, killAfter = Infinity } = options;
  const rounds = killAfter === Infinity ? ROUNDS : ROUNDS_WITHOUT_END;
  const args = [join(import.meta.dirname, "crowd.ts"), url, by, String(rounds)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  let told = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    ledger.add([line]);
    told += 1;
    if (told >= killAfter) child.kill("SIGKILL");
  }
  const [code, signal] = (await exit) as [number | null, string | null];
  expect([code, signal]).toEqual(killAfter === Infinity ? [0, null] : [null, "SIGKILL"]);
}

/** Reads the feed from its beginning, over and over, while others write to it. */
function readFeed(store: Store) {
  const seen: { seq: number; id: string }[] = [];
  let writing = true;
  const reading = (async () => {
    for (;;) {
      const last = !writing;
      const after = seen.at(-1)?.seq ?? 0;
      const events = await store.events(ACME, { after, limit: 50, types: null });
      seen.push(...events.map(({ seq, id }) => ({ seq, id })));
      if (events.length === 0 && last) return seen;
    }
  })();
  return {
    finish() {
      writing = false;
      return reading;
    },
  };
}

/** Whatever the processes went through: nothing they were told is missing, nothing is there twice, all is in order. */
async function expectEverythingOnce(store: Store, ledger: Ledger): Promise<number> {
  await store.repair({ limit: 1_000 });
  while ((await workOff(store)) > 0);
  expect(await store.repair({ limit: 1_000 })).toBe(0);
  for (const id of ledger.sourceIds) {
    const outcome = await store.outcome(ACME, webhookKey(LINE, `message|${id}`));
    expect({ id, outcome }).toMatchObject({ id, outcome: { kind: "settled" } });
  }
  const query = { ...WHOLE_LIST, status: "open" } as const;
  const { items: rows } = await store.conversations(ACME, query);
  expect(rows).toHaveLength(PEOPLE);
  let messages = 0;
  for (const { conversation, contact } of rows) {
    const history = await store.history(ACME, conversation.id);
    expect(history.map(({ applied }) => applied.version)).toEqual(history.map((_, i) => i + 1));
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, i) => i + 1));
    expect(conversation.version).toBe(history.length);
    const page = { cursor: null, limit: 1_000 };
    const timeline = await store.timeline(ACME, conversation.id, page);
    expect(timeline.items).toHaveLength(history.length);
    expect(contact.aliases).toHaveLength(2);
    messages += history.length;
  }
  expect(await store.mergeProposals(ACME)).toEqual([]);
  expect(messages).toBeGreaterThanOrEqual(ledger.sourceIds.size);
  return messages;
}

describe.each(servers)("$server: several processes on one database", ({ url }) => {
  it(
    "bring in everything once and in order, although two of them are killed",
    async () => {
      const database = freshDatabase(url);
      const store = await openMongoStore({ url: database.url, reachMs: REACH_MS });
      await store.putLine(aLine());
      const ledger = new Ledger();
      const feed = readFeed(store);
      const start = (by: string, killAfter?: number) =>
        runProcess({ url: database.url, by, ledger, ...(killAfter ? { killAfter } : {}) });
      await Promise.all([
        start("a"),
        start("bb"),
        start("c", 20).then(() => start("c")),
        start("dd", 50),
      ]);
      const messages = await expectEverythingOnce(store, ledger);
      const seen = await feed.finish();
      expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: messages }, (_, i) => i + 1));
      expect(new Set(seen.map(({ id }) => id)).size).toBe(messages);
      await store.close();
      await database.drop();
    },
    LIMIT_MS,
  );
});

const killable = servers.flatMap(({ server, url, durable, process: handle }) =>
  durable && handle !== undefined ? [{ server, url, handle }] : [],
);

describe.each(killable)("$server: a server that is killed and restarted", ({ url, handle }) => {
  it(
    "has everything that was acknowledged, and callers who repeat lose and double nothing",
    async () => {
      const database = freshDatabase(url);
      const stores = await Promise.all(
        [1, 2].map(() => openMongoStore({ url: database.url, reachMs: REACH_MS })),
      );
      const [store] = stores;
      if (store === undefined) throw new Error("no store");
      await store.putLine(aLine());
      const ledger = new Ledger();
      let kills = 0;
      const killNow = async () => {
        kills += 1;
        await handle.kill();
        await handle.restart();
      };
      const onAccepted = (ids: string[]) => {
        ledger.add(ids);
        if (ledger.sourceIds.size > 20 * (kills + 1) && kills < 2) void killNow();
      };
      await Promise.all(
        stores.map((each, index) => bringIn(each, { by: `s${index}`, rounds: ROUNDS, onAccepted })),
      );
      expect(kills).toBe(2);
      const messages = await insist(() => expectEverythingOnce(store, ledger));
      const query = { after: 0, limit: 10_000, types: null };
      const events = await store.events(ACME, query);
      expect(events.map(({ seq }) => seq)).toEqual(
        Array.from({ length: messages }, (_, i) => i + 1),
      );
      await Promise.all(stores.map((each) => each.close()));
      await database.drop();
    },
    LIMIT_MS,
  );
});
