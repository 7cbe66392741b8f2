import type { Command } from "../../../src/domain/conversation/commands.ts";
import { isOfConversation } from "../../../src/domain/events.ts";
import { webhookKey } from "../../../src/domain/intake/intake.ts";
import { workspaceOfLine } from "../outside/places.ts";
import type { DumpedEntry, Evidence } from "./evidence.ts";
import { EARLY_MS_MAX } from "./timers-watch.ts";

const DAY_MS = 86_400_000;
/** Free-form messages stop so long before the end. */
const MARGIN_MS = 60_000;
const CLOCK_AHEAD_MS = 60_000;

/**
 * I5 and I6, against what people really did: after the calm every window is shut, it was reckoned from the last message or call of the
 * contact, and it was never told to be over while that one still had time.
 */
export function checkWindows(evidence: Evidence): void {
  const { verdict, dumps, now } = evidence;
  const truth = inboundOf(evidence);
  for (const { workspaceId, conversations, entries, events } of dumps) {
    for (const { id, regions, facts } of conversations) {
      const due = Math.min(...Object.values(facts.timers).map((at) => at ?? Infinity));
      if (due < now - EARLY_MS_MAX)
        verdict.broken("I5", `${id} has a deadline of ${now - due} ms ago`);
      const known = truth.get(`${workspaceId} ${id}`);
      const lastAt = known?.reduce((last, { at }) => Math.max(last, at), 0) ?? null;
      if (facts.lastInboundAt !== lastAt) {
        verdict.broken(
          "I6",
          `${id} last heard of the contact at ${facts.lastInboundAt}; it was ${lastAt}`,
        );
      }
      const isOpen = regions.window === "open";
      if (lastAt !== null && isOpen !== lastAt + DAY_MS > now + EARLY_MS_MAX && isOpen) {
        verdict.broken("I5", `the window of ${id} is open, ${now - lastAt} ms after the contact`);
      }
    }
    checkFreeForm(evidence, { workspaceId, entries, truth });
    for (const { type, conversation, recordedAt, cause } of events.filter(isOfConversation)) {
      if (type !== "window.expired" || cause.kind !== "timer") continue;
      const before = (truth.get(`${workspaceId} ${conversation.id}`) ?? []).filter(
        ({ version }) => version < conversation.version,
      );
      const lastAt = before.reduce((last, { at }) => Math.max(last, at), 0);
      if (recordedAt < lastAt + DAY_MS - EARLY_MS_MAX) {
        verdict.broken(
          "I6",
          `the window of ${conversation.id} expired at version ${conversation.version}, too early`,
        );
      }
    }
  }
}

/**
 * Promise 5: no message written by hand was accepted but in the time that the contact's last message or call gave, less a minute. Judged by
 * when the command was accepted, and by what we had taken note of before its step.
 */
function checkFreeForm(
  { verdict, acceptedAt }: Evidence,
  {
    workspaceId,
    entries,
    truth,
  }: { workspaceId: string; entries: readonly DumpedEntry[]; truth: Truth },
): void {
  for (const { entry, applied } of entries) {
    const { input, conversationId, key } = entry;
    if (input.kind !== "command" || !isFreeForm(input.command)) continue;
    if (applied?.outcome.kind !== "applied") continue;
    const lastAt = (truth.get(`${workspaceId} ${conversationId}`) ?? [])
      .filter(({ version }) => version < applied.version)
      .reduce((last, { at }) => Math.max(last, at), 0);
    const at = acceptedAt.get(`${workspaceId} ${key}`) ?? Infinity;
    if (at >= lastAt + DAY_MS - MARGIN_MS + EARLY_MS_MAX) {
      verdict.broken("window", `${key} was accepted ${at - lastAt} ms after the contact`);
    }
  }
}

function isFreeForm(command: Command): boolean {
  if (command.name !== "send") return command.name === "approveDraft";
  return command.messages.some(({ content }) => content.type !== "template");
}

type Truth = ReturnType<typeof inboundOf>;

/** When the contact wrote or called, by conversation and the version at which we took note. */
function inboundOf({ ledger, dumps }: Evidence): Map<string, { at: number; version: number }[]> {
  const rows = new Map(
    dumps.flatMap(({ workspaceId, entries }) =>
      entries.map((row) => [`${workspaceId} ${row.entry.key}`, row] as const),
    ),
  );
  const truth = new Map<string, { at: number; version: number }[]>();
  for (const { expectations, opensWindow, occurredAt } of ledger.updates.values()) {
    const [expected] = expectations;
    if (!opensWindow || expected?.kind !== "entry") continue;
    const { lineId, itemKey } = expected;
    const row = rows.get(`${workspaceOfLine(lineId)} ${webhookKey(lineId, itemKey)}`);
    if (row?.applied == null || row.applied.outcome.kind === "dead") continue;
    const name = `${row.entry.workspaceId} ${row.entry.conversationId}`;
    const known = truth.get(name) ?? [];
    // A phone that runs ahead cannot hold the window open longer than a minute after we heard of it.
    const at = Math.min(occurredAt, row.entry.receivedAt + CLOCK_AHEAD_MS);
    known.push({ at, version: row.applied.version });
    truth.set(name, known);
  }
  return truth;
}
