import { nextDueAt } from "../../../src/domain/conversation/conversation.ts";
import type { ContactId, ConversationId, LineId } from "../../../src/domain/ids.ts";
import type { AppliedEntry, IntakeEntry } from "../../../src/domain/intake/intake.ts";
import { kept } from "./copy.ts";
import type { EntryRow, State, Thread, Workspace } from "./state.ts";

/** The conversation's thread; made on first use, because an entry may stand before its conversation does. */
export function threadOf(
  workspace: Workspace,
  place: { id: ConversationId; lineId: LineId; contactId: ContactId },
): Thread {
  const known = workspace.threads.get(place.id);
  if (known !== undefined) return known;
  const made: Thread = {
    ...place,
    conversation: null,
    lastSeq: 0,
    waiting: [],
    settled: [],
    items: new Map(),
    messageIdBySource: new Map(),
  };
  workspace.threads.set(place.id, made);
  return made;
}

/** Adds a waiting entry at the end of the mailbox; `makeEntry` is given its `seq`. */
export function addEntry(
  target: { state: State; workspace: Workspace; thread: Thread },
  makeEntry: (seq: number) => IntakeEntry,
  rest: { raw: unknown; fingerprint: string | null },
): void {
  const { state, workspace, thread } = target;
  const row: EntryRow = { entry: kept(makeEntry(++thread.lastSeq)), ...rest, applied: null };
  workspace.entries.set(row.entry.key, row);
  thread.waiting.push(row);
  indexWaiting(state, workspace, thread);
}

/** Writes outcomes. Entries that are settled already, or unknown, stay as they are. */
export function settleEntries(
  target: { state: State; workspace: Workspace; thread: Thread },
  outcomes: readonly AppliedEntry[],
): void {
  const { state, workspace, thread } = target;
  for (const applied of outcomes) {
    const row = workspace.entries.get(applied.key);
    if (row === undefined || row.applied !== null || row.entry.conversationId !== thread.id)
      continue;
    row.applied = applied;
    thread.settled.push(row);
    if (applied.outcome.kind === "dead") workspace.dead.set(applied.key, row);
  }
  thread.waiting = thread.waiting.filter((row) => row.applied === null);
  indexWaiting(state, workspace, thread);
}

export function indexDeadline(state: State, workspace: Workspace, thread: Thread): void {
  const timers = thread.conversation?.facts.timers;
  const dueAt = timers === undefined ? null : nextDueAt(timers);
  state.due.set(refKey(workspace, thread), dueAt, refOf(workspace, thread));
}

function indexWaiting(state: State, workspace: Workspace, thread: Thread): void {
  let oldest: number | null = null;
  for (const { entry } of thread.waiting) {
    if (oldest === null || entry.receivedAt < oldest) oldest = entry.receivedAt;
  }
  state.waiting.set(refKey(workspace, thread), oldest, refOf(workspace, thread));
}

function refOf(workspace: Workspace, thread: Thread) {
  return { workspaceId: workspace.id, conversationId: thread.id };
}

function refKey(workspace: Workspace, thread: Thread): string {
  return `${workspace.id} ${thread.id}`;
}
