import { NOTHING_AUTOMATED, type Commit } from "../domain/commit.ts";
import type { FlowBook } from "../domain/automation/flow-book.ts";
import type { StartClaim } from "../domain/automation/run.ts";
import type { Contact } from "../domain/contact/contact.ts";
import type { Conversation } from "../domain/conversation/conversation.ts";
import { conversationIdOf } from "../domain/ids.ts";
import type { AppliedEntry, IntakeEntry } from "../domain/intake/intake.ts";
import type { Line } from "../domain/line.ts";
import type { MessageItem } from "../domain/conversation/message.ts";
import { Automata } from "./automation/automata.ts";
import { automate } from "./automation/automate.ts";
import { earliestDue } from "./entries/timer.ts";
import { newConversation, upgrade } from "./snapshot.ts";
import { firingOf, takeStep } from "./take-step.ts";
import { Turn } from "./turn.ts";

/**
 * A turn in which so many runs, steps and evaluations were written ends, and what waits behind it is for the next one: MongoDB takes a turn as
 * one document, of 16 MB at most. Looked at between entries.
 */
const AUTOMATION_RECORDS_MAX = 2_000;

export interface AdvanceInput {
  conversation: Conversation | null;
  line: Line;
  contact: Contact;
  /** Waiting entries in order of arrival. */
  entries: readonly IntakeEntry[];
  /** Messages that the entries are, or speak of, as far as they are known. */
  messages: readonly MessageItem[];
  /** Deadlines at or before this time fire. */
  now: number;
  /** Flows, and the starts that other runs have claimed (`AutomationLog.claims`). Not there: no automation does anything. */
  automation?: { book: FlowBook; claimed: readonly StartClaim[] };
}

/**
 * The heart: folds the waiting entries of one conversation, and the deadlines that came due among them, into one commit. A pure function:
 * the same arguments give the same commit, so history can be folded again (promise 7), and a crash before the commit costs nothing.
 *
 * A turn may end before its last entries (`AUTOMATION_RECORDS_MAX`): what was taken stands in `applied`, and the others wait as they did.
 *
 * A deadline that lay before an entry's arrival fires before that entry, even if nobody looked in between: what a conversation goes
 * through does not depend on how busy the workers were.
 */
export function advance(input: AdvanceInput): Commit {
  const { line, contact, entries, now } = input;
  const before =
    input.conversation === null
      ? newConversation({
          workspaceId: line.workspaceId,
          // It may have begun with a contact that is merged into this one by now.
          id: entries[0]?.conversationId ?? conversationIdOf(line.id, contact.id),
          lineId: line.id,
          contactId: contact.id,
        })
      : upgrade(input.conversation);
  const turn = new Turn({ conversation: before, line, contact, messages: input.messages });
  const automata = input.automation && new Automata(turn, input.automation);
  const applied: AppliedEntry[] = [];
  const fired: Commit["fired"] = [];
  /** A step, and behind it whatever automations make of it. */
  const take = (entry: IntakeEntry, into: (taken: AppliedEntry) => void): void => {
    const { step, taken } = takeStep(turn, entry, now);
    into(taken);
    if (automata === undefined) return;
    automate(automata, step, (made) => {
      const next = takeStep(turn, made, now);
      fired.push({ entry: made, applied: next.taken });
      return next.step;
    });
  };

  const fireDue = (until: number): void => {
    for (;;) {
      const due = earliestDue(turn.conversation.facts.timers, until);
      if (due === null) return;
      const entry = firingOf(turn, due);
      take(entry, (firing) => {
        if (firing.outcome.kind !== "applied") {
          throw new Error(`deadline ${entry.key} is stored, and no region takes it`);
        }
        fired.push({ entry, applied: firing });
      });
    }
  };

  const isFull = (): boolean => (automata?.log.recordCount ?? 0) >= AUTOMATION_RECORDS_MAX;
  for (const entry of entries) {
    if (isFull()) break;
    fireDue(entry.receivedAt);
    take(entry, (taken) => applied.push(taken));
  }
  // Deadlines that lie behind an entry come after it.
  if (applied.length === entries.length) fireDue(now);

  return {
    workspaceId: before.workspaceId,
    conversationId: before.id,
    expectedVersion: before.version,
    conversation: turn.conversation,
    items: turn.items,
    sends: turn.sends,
    events: turn.events,
    cascades: turn.cascades,
    learnt: turn.learnt,
    applied,
    fired,
    automation: automata?.log.written ?? NOTHING_AUTOMATED,
  };
}
