/**
 * What one message costs the SQLite store, in microseconds of CPU per step of its way, and what the sweeps and lists cost at that size.
 * The machine's own time is measured apart. Usage: `node bench/sqlite-store.ts [file] [conversations] [rounds] [group]`; the file is kept,
 * so that a second run on it finds the conversations there.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MailboxItem } from "../src/domain/intake/inbound.ts";
import { DEFAULT_LINE_SETTINGS } from "../src/domain/line.ts";
import { advance } from "../src/machines/advance.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import type { Store } from "../src/store/store.ts";
import { WHOLE_LIST } from "../test/support/whole-list.ts";
import { cpuUsSince } from "./support/cpu.ts";

const WORKSPACE = "default";
const LINE = "106540352242922";
const ENDPOINT = "ep_bench";

const [file = join(mkdtempSync(join(tmpdir(), "ventana-bench-")), "bench.db"), ...figures] =
  process.argv.slice(2);
const [conversations = 5_000, rounds = 200, group = 50] = figures.map(Number);

/** Milliseconds of each call, by step. */
const spent = new Map<string, { wall: number[]; cpu: number[] }>();

async function measure<T>(name: string, work: () => Promise<T> | T): Promise<T> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const result = await work();
  const ms = performance.now() - startedAt;
  const spentUs = cpuUsSince(cpu);
  const samples = spent.get(name) ?? { wall: [], cpu: [] };
  samples.wall.push(ms);
  samples.cpu.push(spentUs / 1_000);
  spent.set(name, samples);
  return result;
}

function messageOf(contact: number, serial: string, at: number): MailboxItem {
  const phone = `55119${String(10_000_000 + contact)}`;
  const sourceId = `wamid.HBgN${phone}FQIAEhgUM0E${serial}`;
  const text = `Good morning, is the blue one still there? (${serial})`;
  return {
    kind: "message",
    key: `m|${sourceId}`,
    lineId: LINE,
    identity: {
      userId: `BR.${1_000_000 + contact}`,
      parentUserId: null,
      waId: phone,
      name: `Contact ${contact}`,
      username: null,
    },
    occurredAt: at - 500,
    message: { sourceId, content: { type: "text", text }, context: null, referral: null },
    raw: {
      field: "messages",
      value: {
        messaging_product: "whatsapp",
        metadata: { display_phone_number: "15550783881", phone_number_id: LINE },
        contacts: [{ profile: { name: `Contact ${contact}` }, wa_id: phone }],
        messages: [
          {
            from: phone,
            id: sourceId,
            timestamp: String(Math.floor(at / 1_000)),
            text: { body: text },
            type: "text",
          },
        ],
      },
    },
  };
}

async function prepare(store: Store, now: number): Promise<void> {
  await store.putLine({
    workspaceId: WORKSPACE,
    id: LINE,
    name: "Sales",
    displayPhoneNumber: "+1 555 078 3881",
    wabaId: "102290129340398",
    portfolioId: "506914307656634",
    accessToken: null,
    settings: DEFAULT_LINE_SETTINGS,
    createdAt: now,
    updatedAt: now,
  });
  await store.putEndpoint({
    workspaceId: WORKSPACE,
    id: ENDPOINT,
    url: "https://example.test/hook",
    events: ["message.received"],
    description: "",
    enabled: true,
    disabledReason: null,
    secrets: [],
    startSeq: await store.lastSeq(WORKSPACE),
    health: { failingSince: null, failures: 0 },
    createdAt: now,
    updatedAt: now,
  });
}

/** Takes one group of messages all the way. */
async function round(
  store: Store,
  contacts: readonly number[],
  context: { prefix: string; now: number; deliver: boolean },
): Promise<void> {
  const { prefix, now, deliver } = context;
  const items = contacts.map((contact, index) => messageOf(contact, `${prefix}-${index}`, now));
  const serial = { next: 0 };
  const accepted = await measure("accept", () =>
    Promise.all(
      items.map((item) =>
        store.accept([item], {
          receivedAt: now,
          newContactId: () => `con_${prefix}_${String(serial.next++).padStart(6, "0")}`,
        }),
      ),
    ),
  );
  const ids = new Set(
    accepted.flatMap(([one]) => (one?.kind === "accepted" ? [one.conversationId] : [])),
  );
  const mailboxes = await measure("load", () =>
    Promise.all([...ids].map((id) => store.load(WORKSPACE, id, { maxEntries: 200 }))),
  );
  const commits = await measure("(machine)", () =>
    mailboxes.filter((mailbox) => mailbox !== null).map((mailbox) => advance({ ...mailbox, now })),
  );
  await measure("commit", () => Promise.all(commits.map((commit) => store.commit(commit))));
  if (!deliver) return;
  await measure("relay", () => store.relay(WORKSPACE, { limit: 1_000, now }));
  const claimed = await measure("claim", () =>
    store.claim(WORKSPACE, ENDPOINT, { now, leaseMs: 30_000, limit: contacts.length }),
  );
  await measure("settle", () =>
    Promise.all(
      claimed.map(({ delivery }) =>
        store.settle({
          workspaceId: WORKSPACE,
          endpointId: ENDPOINT,
          deliveryId: delivery.id,
          attempt: {
            number: delivery.attempts,
            startedAt: now,
            durationMs: 12,
            result: "delivered",
            status: 200,
            reason: null,
          },
          next: { state: "delivered", at: now },
          health: null,
          disable: null,
        }),
      ),
    ),
  );
}

/**
 * `each`: units of work in one call. The tenth of calls that cost least ran while nobody else used the machine; the mean holds everything,
 * checkpoints and the compiler's work too.
 */
function report(title: string, each: number): void {
  console.log(`\n${title}`);
  const total = { low: 0, median: 0, mean: 0 };
  for (const [name, { wall, cpu }] of spent) {
    const low = (at(cpu, 0.1) * 1_000) / each;
    const median = (at(cpu, 0.5) * 1_000) / each;
    const mean = (cpu.reduce((sum, ms) => sum + ms, 0) / cpu.length / each) * 1_000;
    if (!name.startsWith("(")) {
      total.low += low;
      total.median += median;
      total.mean += mean;
    }
    console.log(
      `${name.padEnd(12)} CPU us p10 ${cell(low)} median ${cell(median)} mean ${cell(mean)}   call ms p50 ${cell(at(wall, 0.5))} p99 ${cell(at(wall, 0.99))} max ${cell(at(wall, 1))}`,
    );
  }
  console.log(
    `store in all CPU us p10 ${cell(total.low)} median ${cell(total.median)} mean ${cell(total.mean)}`,
  );
  spent.clear();
}

function at(samples: readonly number[], quantile: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? 0;
}

function cell(figure: number): string {
  return figure.toFixed(2).padStart(8);
}

async function main(): Promise<void> {
  const store = await openSqliteStore({ path: file });
  const startedAt = Date.now();
  await prepare(store, startedAt);
  const present = await store.lastSeq(WORKSPACE);
  if (present === 0) {
    for (let first = 0; first < conversations; first += 250) {
      const contacts = Array.from({ length: 250 }, (_, index) => first + index);
      await round(store, contacts, { prefix: `s${first}`, now: startedAt + first, deliver: false });
    }
    await store.relay(WORKSPACE, { limit: 0, now: startedAt });
    report(`${conversations} first messages`, 250);
  }
  const draw = createRandom(present);
  for (let number = 0; number < rounds; number++) {
    const contacts = Array.from({ length: group }, () => Math.floor(draw() * conversations));
    const now = startedAt + conversations + number * 20;
    await round(store, contacts, { prefix: `r${present}-${number}`, now, deliver: true });
  }
  report(`${rounds} rounds of ${group} messages, ${conversations} conversations`, group);
  await lists(store, startedAt + conversations);
  await store.close();
  console.log(file);
}

/** Numbers in [0, 1) that look random and are the same in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function lists(store: Store, now: number): Promise<void> {
  const query = { ...WHOLE_LIST, limit: 50 } as const;
  for (let number = 0; number < 50; number++) {
    await measure("list all", () => store.conversations(WORKSPACE, query));
    await measure("list open", () => store.conversations(WORKSPACE, { ...query, status: "open" }));
    await measure("list line", () => store.conversations(WORKSPACE, { ...query, lineIds: [LINE] }));
    await measure("due none", () => store.due({ now, limit: 500 }));
    await measure("due 500", () => store.due({ now: now + 86_400_000, limit: 500 }));
    await measure("waiting", () => store.waiting({ before: now, limit: 500 }));
    await measure("depth", () => store.depth());
  }
  report("lists and sweeps", 1);
}

await main();
