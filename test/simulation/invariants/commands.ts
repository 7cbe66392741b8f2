import { isDeepStrictEqual } from "node:util";
import { keyOf } from "../../../src/http/commands/submit-command.ts";
import type { CommandCall, SentCommand } from "../outside/ledger.ts";
import { groupBy, type AppliedDumpedEntry, type DumpedEntry, type Evidence } from "./evidence.ts";

/**
 * I1, I7 and I12 of commands: an answered command stands once, its answers are the stored outcome and never anything else, a key means
 * one thing per user and workspace, and what was answered before another was asked comes before it.
 */
export function checkCommands(evidence: Evidence): void {
  const { verdict, ledger, dumps } = evidence;
  const entries = new Map<string, DumpedEntry>();
  for (const { workspaceId, entries: own } of dumps) {
    for (const row of own) entries.set(`${workspaceId} ${row.entry.key}`, row);
  }
  const settled: Settled[] = [];
  for (const sent of ledger.commands) {
    const name = `${sent.workspaceId} ${keyOf(sent)}`;
    const row = entries.get(name);
    for (const call of sent.calls) {
      const wrong = wrongAnswer(sent, call, row);
      if (wrong !== null) verdict.broken("I7", `${name}: ${wrong}`);
    }
    if (row?.applied != null && meansTheSame(sent, row)) {
      settled.push({ sent, row: { ...row, applied: row.applied } });
    }
  }
  checkOrder(evidence, settled);
}

interface Settled {
  sent: SentCommand;
  row: AppliedDumpedEntry;
}

function meansTheSame(sent: SentCommand, { entry }: DumpedEntry): boolean {
  return (
    entry.input.kind === "command" &&
    entry.conversationId === sent.conversationId &&
    isDeepStrictEqual(entry.input.command, sent.command) &&
    (entry.input.expectedVersion ?? null) === sent.expectedVersion
  );
}

/** What is wrong with an answer, given what stands in the store now; null: nothing. */
function wrongAnswer(
  sent: SentCommand,
  { answer }: CommandCall,
  row: DumpedEntry | undefined,
): string | null {
  if (answer === null || answer.kind === "unavailable") return null;
  if (answer.kind === "unknown_conversation") return "its conversation was not found";
  if (row === undefined) return `answered ${answer.kind}, and does not stand`;
  if (answer.kind === "repeated_with_other_body") {
    return meansTheSame(sent, row) ? "a repetition was taken for a mistake" : null;
  }
  if (!meansTheSame(sent, row)) return "answered with the outcome of another command";
  if (answer.kind === "pending") return null;
  if (row.applied === null) return "answered as settled, and still waits";
  const { version, outcome } = row.applied;
  return isDeepStrictEqual([version, outcome], [answer.version, answer.outcome])
    ? null
    : "was answered otherwise than it ended";
}

/** Real time: a command that was answered before another one was first sent took effect before it. */
function checkOrder({ verdict }: Evidence, settled: readonly Settled[]): void {
  const byConversation = groupBy(
    settled,
    ({ sent }) => `${sent.workspaceId} ${sent.conversationId}`,
  );
  for (const rivals of byConversation.values()) {
    for (const first of rivals) {
      const answeredAt = firstAnswerAt(first.sent);
      for (const second of rivals) {
        const sentAt = second.sent.calls[0]?.sentAt ?? 0;
        if (sentAt <= answeredAt || first.row.entry.seq < second.row.entry.seq) continue;
        verdict.broken("I7", `${second.row.entry.key} overtook ${first.row.entry.key}`);
      }
    }
  }
}

function firstAnswerAt({ calls }: SentCommand): number {
  const ends = calls.flatMap(({ answer, endedAt }) =>
    answer?.kind === "settled" ? [endedAt] : [],
  );
  return Math.min(...ends, Number.POSITIVE_INFINITY);
}
