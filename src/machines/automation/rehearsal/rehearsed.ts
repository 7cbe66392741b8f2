import type { FlowBook } from "../../../domain/automation/flow-book.ts";
import type { RunId, StartClaim } from "../../../domain/automation/run.ts";
import type { AutomationLog } from "../../../domain/commit.ts";
import type { Contact } from "../../../domain/contact/contact.ts";
import type { Conversation } from "../../../domain/conversation/conversation.ts";
import type { AppliedEntry, HistoryEntry, IntakeEntry } from "../../../domain/intake/intake.ts";
import type { EffectiveSettings, Line } from "../../../domain/line.ts";
import type { OutgoingContent } from "../../../domain/sending/outgoing.ts";
import type { Assumed, Choose } from "./stand-in.ts";

export interface RehearsalInput {
  /** Everything that was ever applied in the conversation, in its order. */
  history: readonly HistoryEntry[];
  line: Line;
  /** As it is now: what it was is not kept. Its owner at each step is. */
  contact: Contact;
  /** The fields of their opportunity, as they are now; none when they have none. */
  opportunity: Readonly<Record<string, string>>;
  settingsOf: (version: number) => EffectiveSettings;
  /** The flows to rehearse. */
  book: FlowBook;
  /** Starts that belong to runs of other conversations. */
  claimed: readonly StartClaim[];
  /** Steps before it are as they were; from it on, automations do what these flows say. */
  since: number;
  /** When it ends. */
  until: number;
  choose: Choose;
}

export interface Rehearsed {
  conversation: Conversation;
  /** Every step of the period, in order: what came from outside, and what automations made of it. */
  taken: { entry: IntakeEntry; applied: AppliedEntry }[];
  /** Runs, their steps and evaluations, claims. Effects are left out: nobody is to do them. */
  log: AutomationLog;
  /** What the contact would have been sent, by runs. */
  sent: Sent[];
  /** By run: the key of what came from outside, or the deadline, that brought it about; the same whatever flows do. */
  roots: ReadonlyMap<RunId, string>;
  assumed: Assumed;
}

export interface Sent {
  runId: RunId;
  at: number;
  messages: readonly OutgoingContent[];
}
