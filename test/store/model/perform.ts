import { webhookKey } from "../../../src/domain/intake/intake.ts";
import { DEFAULT_LINE_SETTINGS } from "../../../src/domain/line.ts";
import { ACME, aLine, aSubmission, aToken, aUser, SECOND_LINE } from "../../support/builders.ts";
import { WHOLE_LIST } from "../../support/whole-list.ts";
import type { ConversationRef } from "../../../src/store/conversation-store.ts";
import { comparableDue, comparableMailbox, comparableRefs, sorted, stable } from "./comparable.ts";
import { performOnAutomations } from "./perform-automations.ts";
import { performOnDeliveries } from "./perform-deliveries.ts";
import type { Operation, Turn } from "./operations.ts";
import { LINES } from "./items.ts";
import { pick, workspaceFor, type Side } from "./side.ts";
import { turnOf } from "./turn.ts";

/** Does one operation on one side and gives what can be compared of its answer. */
export async function perform(side: Side, operation: Operation): Promise<unknown> {
  const { store } = side;
  // Never twice the same moment: order by time is then free in fewer places.
  side.now += 1;
  switch (operation.do) {
    case "wait":
      side.now += operation.ms;
      return null;
    case "accept":
      return accept(side, operation);
    case "submit":
      return submit(side, operation);
    case "load":
      return load(side, operation);
    case "commitStale": {
      const mailbox = pick(side.mailboxes, operation.load);
      return mailbox && store.commit(turnOf(mailbox, operation.commit, side.now));
    }
    case "work":
      return work(side, operation);
    case "find":
      return find(side, operation);
    case "list":
      return list(side, operation);
    case "putLine": {
      const id = pick(LINES, operation.line) ?? "";
      return putLine(side, { ...operation, id });
    }
    case "putUser":
      return putUser(side, operation);
    case "revoke":
      return store.revokeTokens(ACME, `user-${operation.user}`, side.now);
    case "settleParked":
      return settleParked(side, operation);
    case "flow":
    case "claimEffects":
    case "endEffect":
    case "takeTurn":
      return performOnAutomations(side, operation);
    case "events":
    case "relay":
    case "claim":
    case "settle":
    case "replay":
    case "putEndpoint":
    case "deleteEndpoint":
      return performOnDeliveries(side, operation);
  }
}

type Of<Word extends Operation["do"]> = Extract<Operation, { do: Word }>;

async function accept(side: Side, { items, work: commit }: Of<"accept">) {
  const { now: receivedAt, newContactId } = side;
  const results = await side.store.accept(items, { receivedAt, newContactId });
  results.forEach((result, index) => {
    const item = items[index];
    if (result.kind !== "accepted" || item === undefined || item.lineId === null) return;
    const { workspaceId, conversationId } = result;
    side.keys.add(webhookKey(item.lineId, item.key));
    if (!side.conversations.some((known) => known.conversationId === conversationId))
      side.conversations.push({ workspaceId, conversationId });
  });
  return { results, turns: commit === null ? null : await work(side, { commit }) };
}

async function submit(side: Side, { conversation, foreign, key, command }: Of<"submit">) {
  const ref = pick(side.conversations, conversation);
  side.keys.add(key);
  return side.store.submit(
    aSubmission(ref?.conversationId ?? "unknown", key, {
      workspaceId: foreign || ref === undefined ? workspaceFor(foreign) : ref.workspaceId,
      command,
      fingerprint: stable(command),
      receivedAt: side.now,
    }),
  );
}

async function load(side: Side, { conversation, maxEntries, commit }: Of<"load">) {
  const ref = pick(side.conversations, conversation);
  return ref === undefined ? null : takeTurn(side, ref, { maxEntries, commit });
}

async function work(side: Side, { commit }: { commit: Turn }) {
  const waiting = await side.store.waiting({ before: side.now, limit: 100 });
  const turns = [];
  for (const ref of sorted(waiting)) {
    turns.push(await takeTurn(side, ref, { maxEntries: 100, commit }));
  }
  return turns;
}

async function takeTurn(
  side: Side,
  { workspaceId, conversationId }: ConversationRef,
  { maxEntries, commit }: { maxEntries: number; commit: Turn | null },
) {
  const mailbox = await side.store.load(workspaceId, conversationId, { maxEntries });
  if (mailbox === null) return null;
  side.mailboxes.push(mailbox);
  const turn = commit === null ? null : turnOf(mailbox, commit, side.now);
  turn?.fired.forEach(({ entry }) => side.keys.add(entry.key));
  const result = turn === null ? null : await side.store.commit(turn);
  return { mailbox: comparableMailbox(mailbox), result };
}

async function find({ store, now }: Side, { before, ahead, limit }: Of<"find">) {
  const everything = limit === 100;
  const waiting = await store.waiting({ before: now - before, limit });
  const due = await store.due({ now, limit });
  const upcoming = await store.upcoming({ after: now, until: now + ahead, limit });
  return {
    // A limit cuts within one moment, where the order is free: then only how many came is certain.
    waiting: everything ? comparableRefs(waiting) : waiting.length,
    due: everything ? comparableDue(due) : due.map(({ dueAt }) => dueAt),
    upcoming: everything ? comparableDue(upcoming) : upcoming.map(({ dueAt }) => dueAt),
    depth: await store.depth(),
    repaired: await store.repair({ limit: 10 }),
  };
}

async function list({ store }: Side, { status, line, limit, pages }: Of<"list">) {
  const lineIds = line === null ? null : [pick(LINES, line) ?? ""];
  const items = [];
  let cursor: string | null = null;
  for (let page = 0; page <= pages; page++) {
    const next = await store.conversations(ACME, { ...WHOLE_LIST, status, lineIds, cursor, limit });
    items.push(...next.items);
    cursor = next.cursor;
    if (cursor === null) break;
  }
  return { items, more: cursor !== null };
}

async function putLine(side: Side, given: Of<"putLine"> & { id: string }) {
  const { id, foreign, windowMs } = given;
  const workspaceId = workspaceFor(foreign);
  const before = await side.store.line(workspaceId, id);
  const version = (before?.settings.version ?? 0) + 1;
  const settings = { ...DEFAULT_LINE_SETTINGS, windowMs, version };
  const portfolioId = id === SECOND_LINE ? "portfolio-2" : "portfolio-1";
  const line = aLine({ id, workspaceId, portfolioId, settings, updatedAt: side.now });
  return { before, answer: await side.store.putLine(line) };
}

async function putUser(side: Side, { user, name, token }: Of<"putUser">) {
  const id = `user-${user}`;
  await side.store.putUser(aUser({ id, name }));
  const hash = id.padEnd(64, "0");
  if (token) await side.store.putToken(aToken({ hash, userId: id, createdAt: side.now }));
  return side.store.bearer(hash);
}

/** Settles the parked item at a place in an order that both sides share: their ids are their own. */
async function settleParked(side: Side, { item, foreign }: Of<"settleParked">) {
  const workspaceId = workspaceFor(foreign);
  const query = { ids: null, lineId: null, reason: null, cursor: null, limit: 100 };
  const { items } = await side.store.parkedForReplay(workspaceId, query);
  const ordered = items.toSorted((a, b) => (stable(a.raw) < stable(b.raw) ? -1 : 1));
  const chosen = pick(ordered, item);
  if (chosen !== undefined) await side.store.settleParked(workspaceId, [chosen.id], side.now);
  return chosen?.raw ?? null;
}
