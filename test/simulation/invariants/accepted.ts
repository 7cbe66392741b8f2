import type { ParkedReason } from "../../../src/domain/intake/inbound.ts";
import { webhookKey } from "../../../src/domain/intake/intake.ts";
import type { Expectation, SentUpdate } from "../outside/ledger.ts";
import { workspaceOfLine } from "../outside/places.ts";
import { groupBy, type DumpedEntry, type Evidence } from "./evidence.ts";

/**
 * I1 and I2: whatever was answered with 200 stands exactly once, whoever died right after the answer; and nothing stands that nobody
 * sent. A command that was answered stands as well (`commands.ts`).
 */
export function checkAccepted(evidence: Evidence): void {
  const { verdict, ledger } = evidence;
  for (const what of ledger.wrongAnswers) verdict.broken("I1", what);
  const stored = storedBy(evidence);
  const expectedKeys = new Set<string>();
  for (const sent of ledger.updates.values()) {
    for (const expected of sent.expectations) {
      if ("itemKey" in expected) expectedKeys.add(keyOf(expected));
      judge(evidence, stored, { sent, expected });
    }
  }
  for (const [key, entries] of stored.entries) {
    if (entries[0]?.entry.cause.kind === "webhook" && !expectedKeys.has(key)) {
      verdict.broken("I1", `${key} stands in a mailbox, and nobody sent it`);
    }
  }
  for (const [sourceId, count] of stored.messages) {
    if (count > 1) verdict.broken("I1", `message ${sourceId} stands ${count} times`);
  }
}

interface Stored {
  /** By `<workspace> <key>`. */
  entries: Map<string, DumpedEntry[]>;
  /** Shown messages: how often each source id stands. */
  messages: Map<string, number>;
  /** Raw forms of what stands aside. */
  parked: { workspaceId: string; reason: ParkedReason; raw: string; isReplayed: boolean }[];
  notices: string[];
}

function storedBy({ dumps }: Evidence): Stored {
  const messages = new Map<string, number>();
  for (const item of dumps.flatMap(({ timelines }) => timelines.flatMap(({ items }) => items))) {
    if (item.kind !== "message" || item.sourceId === null || item.content === null) continue;
    messages.set(item.sourceId, (messages.get(item.sourceId) ?? 0) + 1);
  }
  return {
    entries: groupBy(
      dumps.flatMap(({ entries }) => entries),
      ({ entry }) => `${entry.workspaceId} ${entry.key}`,
    ),
    messages,
    parked: dumps.flatMap(({ parked }) =>
      parked.map(({ workspaceId, reason, raw, replayedAt }) => ({
        workspaceId,
        reason,
        raw: JSON.stringify(raw),
        isReplayed: replayedAt !== null,
      })),
    ),
    notices: dumps.flatMap(({ notices }) => notices.map(({ raw }) => JSON.stringify(raw))),
  };
}

function keyOf({ lineId, itemKey }: { lineId: string; itemKey: string }): string {
  return `${workspaceOfLine(lineId)} ${webhookKey(lineId, itemKey)}`;
}

function judge(
  { verdict, ledger }: Evidence,
  stored: Stored,
  { sent, expected }: { sent: SentUpdate; expected: Expectation },
): void {
  const broken = (what: string): void => verdict.broken("I1", what);
  if (sent.answeredAt === null) {
    return broken(`${sent.update.key} was never answered with 200, however often it was posted`);
  }
  switch (expected.kind) {
    case "entry": {
      const key = keyOf(expected);
      const count = stored.entries.get(key)?.length ?? 0;
      if (count !== 1) return broken(`${key} was answered with 200 and stands ${count} times`);
      const sourceId = /^[mbh]:(.+)$/.exec(expected.itemKey)?.[1];
      if (sourceId === undefined || ledger.poison.has(sourceId)) return;
      if (!stored.messages.has(sourceId)) broken(`message ${sourceId} is not in the timeline`);
      return;
    }
    case "entry or notice": {
      const { itemKey } = expected;
      const entries = stored.entries.get(keyOf(expected))?.length ?? 0;
      const mark = itemKey.slice(itemKey.indexOf(":") + 1);
      const notices = stored.notices.filter((raw) => raw.includes(mark)).length;
      // What was only noted is tried again when it is repeated, so both may stand; neither twice, and not neither.
      if (entries + notices === 0 || entries > 1 || notices > 1) {
        broken(`${itemKey} stands in ${entries} mailboxes and ${notices} notices`);
      }
      return;
    }
    case "parked": {
      const found = stored.parked.filter(
        ({ raw, reason }) => reason === expected.reason && raw.includes(expected.mark),
      );
      // What came before its line was registered waits in the default workspace; the same again, afterwards, in the line's own.
      const places = new Set(found.map(({ workspaceId }) => workspaceId));
      if (found.length === 0 || found.length !== places.size) {
        broken(`${expected.mark} was parked ${found.length} times`);
      }
      if (found.some(({ isReplayed }) => isReplayed)) {
        broken(`${expected.mark} was taken from the parked items, and nothing can read it`);
      }
      return;
    }
    case "notice": {
      const count = stored.notices.filter((raw) => raw.includes(expected.mark)).length;
      if (count !== 1) broken(`${expected.mark} was noted ${count} times`);
    }
  }
}
