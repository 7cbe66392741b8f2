import type { HistoryEntry } from "../../../../src/domain/intake/intake.ts";
import type { StatusName } from "../../../../src/simulator/payloads/status.ts";
import type { Evidence } from "./storm.ts";

/*
 * Questions to the evidence. Each answers the violations it finds, as sentences; none is what the test expects.
 */

/** How often each text occurs. */
function tally(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Differences between what must be there exactly once and what is there. */
function onceEach(what: string, wanted: Iterable<string>, found: Map<string, number>): string[] {
  const expected = new Set(wanted);
  const violations: string[] = [];
  for (const name of expected) {
    const count = found.get(name) ?? 0;
    if (count !== 1) violations.push(`${what} ${name} stands ${count} times`);
  }
  for (const name of found.keys()) {
    if (!expected.has(name)) violations.push(`${what} ${name} was never sent`);
  }
  return violations;
}

function* applied({ record }: Evidence): Iterable<HistoryEntry> {
  for (const entries of record.history.values()) yield* entries;
}

/** What was queued and never accepted: with retries without end there is nothing. */
export function notAccepted({ ledger }: Evidence): string[] {
  return ledger.filter(({ accepted }) => accepted === 0).map(({ key }) => `${key} got no 200`);
}

/** I1: every message, echo and status is an entry once, and every message an item and a line of the timeline once. */
export function lostOrDoubled(evidence: Evidence): string[] {
  const { spoken, record, views } = evidence;
  const entries = tally(Array.from(applied(evidence), nameOf).filter((name) => name !== ""));
  const items = tally(
    record.items.flatMap(({ doc }) =>
      doc.kind === "message" && doc.content !== null ? [doc.sourceId ?? "without id"] : [],
    ),
  );
  const shown = new Map([...views.default.shown, ...views.globex.shown]);
  const ids = [...spoken.messages, ...spoken.echoes].map(({ id }) => id);
  const names = [
    ...spoken.messages.map(({ id }) => `message ${id}`),
    ...spoken.echoes.map(({ id }) => `echo ${id}`),
    ...spoken.echoes.flatMap(({ id, statuses }) => statuses.map((one) => `status ${id} ${one}`)),
  ];
  return [
    ...onceEach("entry", names, entries),
    ...onceEach("item", ids, items),
    ...onceEach("timeline line", ids, shown),
  ];
}

function nameOf({ input }: HistoryEntry): string {
  switch (input.kind) {
    case "message":
    case "echo":
      return `${input.kind} ${input.message.sourceId}`;
    case "status":
      return `status ${input.sourceId} ${input.status}`;
    default:
      return "";
  }
}

/** I3: one conversation for each contact and line, and no two contacts in one. */
export function splitOrMerged(evidence: Evidence): string[] {
  const conversationOf = new Map<string, string>();
  for (const { input, conversationId } of applied(evidence)) {
    if (input.kind === "message") conversationOf.set(input.message.sourceId, conversationId);
  }
  const places = new Map<string, Set<string>>();
  for (const { tenant, contact, id } of evidence.spoken.messages) {
    const place = `${tenant} ${contact}`;
    const conversations = places.get(place) ?? new Set();
    places.set(place, conversations.add(conversationOf.get(id) ?? "none"));
  }
  const split = [...places].filter(([, conversations]) => conversations.size !== 1);
  const merged = new Set([...places.values()].flatMap((one) => [...one])).size !== places.size;
  return [
    ...split.map(([place, { size }]) => `${place} has ${size} conversations`),
    ...(merged ? ["contacts share a conversation"] : []),
    ...(places.size === evidence.record.conversations.length
      ? []
      : ["there are conversations of nobody"]),
  ];
}

const RANK: Record<string, number> = { sent: 1, failed: 2, delivered: 3, read: 4, played: 5 };

/** I10: the status of each message of the business is the highest that was reported; a proof of delivery beats `failed`. */
export function wrongStatuses({ spoken, record }: Evidence): string[] {
  const shown = new Map<string | null, string | null>();
  for (const { doc } of record.items)
    if (doc.kind === "message") shown.set(doc.sourceId, doc.status);
  return spoken.echoes.flatMap(({ id, statuses }) => {
    const wanted = highest(statuses);
    const found = shown.get(id);
    return found === wanted ? [] : [`${id} shows ${String(found)} for ${wanted}`];
  });
}

function highest(statuses: readonly StatusName[]): string {
  return statuses.reduce((best, one) => ((RANK[one] ?? 0) > (RANK[best] ?? 0) ? one : best));
}
