import { join } from "node:path";
import { transition } from "xstate";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { advance, type AdvanceInput } from "../../src/machines/advance.ts";
import { conversationMachine } from "../../src/machines/conversation.ts";
import type { Conversation } from "../../src/domain/conversation/conversation.ts";
import type { Mailbox } from "../../src/store/conversation-store.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";
import {
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { LINE, storedEndpoint, storedLine } from "../support/line.ts";
import { createRandom, medianOfRounds } from "../support/statistics.ts";
import {
  acceptAll,
  commitAll,
  deliverAll,
  itemsOf,
  loadAll,
  Stopwatch,
} from "../support/store-way.ts";
import { aMessage } from "../support/webhooks.ts";
import { cpuUsSince } from "../support/cpu.ts";

/** Conversations advanced side by side: about as many as share a transaction under load. */
const GROUP = 50;
const NOW = 1_795_000_000_000;
const ENDPOINT = "ep_benchmark";

/** What one turn of a conversation costs: the pure step alone, and with the store around it. */
export const benchmark: Benchmark = {
  name: "advance",
  title: "one message through the machine, and through the store",
  async run({ quick, rounds, dir }: BenchmarkContext): Promise<Figure[]> {
    const store = await openSqliteStore({ path: join(dir, "advance.db") });
    try {
      await store.putLine(storedLine(LINE.phoneNumberId, NOW));
      const conversations = quick ? 1_000 : 5_000;
      await openConversations(store, conversations);
      const mailbox = await sampleMailbox(store);
      const startSeq = await store.lastSeq(DEFAULT_WORKSPACE);
      await store.putEndpoint(storedEndpoint(ENDPOINT, { at: NOW, startSeq }));
      await deliverAll(store, ENDPOINT, NOW);
      const steps = quick ? 5_000 : 20_000;
      const step = await medianOfRounds(rounds, () => ({
        advance: timePerCall(steps, () => turnOf(mailbox)),
        bare: timePerCall(steps, () => bareTurn(mailbox)),
      }));
      const way = await medianOfRounds(rounds, (round) =>
        storeWay(store, { conversations, round, groups: quick ? 40 : 200 }),
      );
      return figuresOf(step, way);
    } finally {
      await store.close();
    }
  },
};

async function openConversations(store: Store, count: number): Promise<void> {
  for (let first = 0; first < count; first += 250) {
    const updates = Array.from({ length: 250 }, (_, index) =>
      aMessage({ run: "open", contact: first + index, serial: 0 }, NOW),
    );
    const idPrefix = String(first).padStart(7, "0");
    const ids = await acceptAll(store, itemsOf(updates), { at: NOW, idPrefix });
    await commitAll(store, await loadAll(store, ids), NOW);
  }
}

/** An open conversation with one message waiting, as the store loads it; the message is then applied, to leave nothing behind. */
async function sampleMailbox(store: Store): Promise<Mailbox> {
  const [item] = itemsOf([aMessage({ run: "sample", contact: 1, serial: 0 }, NOW + 1_000)]);
  const ids = await acceptAll(store, [item!], { at: NOW + 1_000, idPrefix: "sample" });
  const [mailbox] = await loadAll(store, ids);
  await commitAll(store, [mailbox!], NOW + 1_000);
  return mailbox!;
}

type Texts = { conversation: string; entries: string };
const textsOf = new WeakMap<Mailbox, Texts>();

function texts(mailbox: Mailbox): Texts {
  const known = textsOf.get(mailbox);
  if (known !== undefined) return known;
  const made = {
    conversation: JSON.stringify(mailbox.conversation),
    entries: JSON.stringify(mailbox.entries),
  };
  textsOf.set(mailbox, made);
  return made;
}

/** From stored text to stored text: what the store would read, the turn, and the document it would write. */
function turnOf(mailbox: Mailbox): string {
  const { conversation, entries } = texts(mailbox);
  const commit = advance({
    ...mailbox,
    conversation: JSON.parse(conversation) as Conversation,
    entries: JSON.parse(entries) as AdvanceInput["entries"],
    now: NOW + 1_000,
  });
  return JSON.stringify(commit.conversation);
}

/** XState alone: restore, one transition by the same event, serialise. */
function bareTurn(mailbox: Mailbox): string {
  const { regions, facts } = JSON.parse(texts(mailbox).conversation) as Conversation;
  const state = conversationMachine.resolveState({ value: { ...regions }, context: facts });
  const [next] = transition(conversationMachine, state, {
    type: "message.received",
    at: NOW + 1_000,
    visibleAt: NOW + 1_000,
    occurredAt: NOW + 1_000,
    actor: { kind: "contact", id: "ct" },
    settings: mailbox.line.settings,
    contactOwnerId: null,
    messageId: "m2",
    from: "+5511900000001",
    adId: null,
  });
  return JSON.stringify({ value: next.value, context: next.context });
}

function timePerCall(calls: number, work: () => unknown): number {
  for (let warm = 0; warm < 2_000; warm++) work();
  const before = process.cpuUsage();
  for (let call = 0; call < calls; call++) work();
  return cpuUsSince(before) / calls;
}

/** Groups of messages to conversations drawn at random, each step of the way measured apart. */
async function storeWay(
  store: Store,
  { conversations, round, groups }: { conversations: number; round: number; groups: number },
) {
  const watch = new Stopwatch();
  const draw = createRandom(round + 1);
  const startedAt = performance.now();
  let serial = 0;
  for (let group = 0; group < groups; group++) {
    const at = NOW + 10_000 + (round * groups + group) * 20;
    const updates = Array.from({ length: GROUP }, () =>
      aMessage(
        { run: `r${round}`, contact: Math.floor(draw() * conversations), serial: serial++ },
        at,
      ),
    );
    const items = itemsOf(updates);
    const ids = await watch.measure("accept", () =>
      acceptAll(store, items, { at, idPrefix: "none" }),
    );
    const mailboxes = await watch.measure("load", () => loadAll(store, ids));
    await watch.measure("commit", () => commitAll(store, mailboxes, at));
    await watch.measure("deliver", () => deliverAll(store, ENDPOINT, at));
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  if ((await store.depth()).waitingEntries > 0) throw new Error("entries were left behind");
  return {
    accept: watch.microseconds("accept", GROUP),
    load: watch.microseconds("load", GROUP),
    commit: watch.microseconds("commit", GROUP),
    deliver: watch.microseconds("deliver", GROUP),
    rate: (groups * GROUP) / seconds,
  };
}

function figuresOf(
  step: { advance: number; bare: number },
  way: Awaited<ReturnType<typeof storeWay>>,
): Figure[] {
  const unit = "us CPU";
  const bare = {
    what: "XState alone: parse, resolveState, transition, stringify",
    value: step.bare,
  };
  return [
    {
      name: "step of the machine (load, transition, commit prepared)",
      value: step.advance,
      unit,
      baseline: bare,
      target: atMost(step.advance, 60, "<= 60 us"),
    },
    { name: "store: intake of one message, durable", value: way.accept, unit },
    { name: "store: load of one mailbox", value: way.load, unit },
    { name: "step and durable commit", value: way.commit, unit },
    { name: "store: relay, claim and settlement of one delivery", value: way.deliver, unit },
    { name: "messages from item to settled delivery, nothing else", value: way.rate, unit: "/s" },
  ];
}
