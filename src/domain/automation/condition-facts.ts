import type { Contact } from "../contact/contact.ts";
import type { Conversation } from "../conversation/conversation.ts";
import type { Line } from "../line.ts";

/** What a condition is asked of (`evaluate`), and what placeholders are filled from (`fill`). */
export interface ConditionFacts {
  conversation: Conversation;
  contact: Contact;
  line: Line;
  /** What the contact's last message says; null when it says nothing in words, or there is none. */
  lastText: string | null;
  /** What the run remembers; of a start, what it is started with. */
  vars: Readonly<Record<string, string>>;
  /** The fields of the contact's opportunity by their keys; null while nobody has looked it up, or when there is none. */
  opportunity: Readonly<Record<string, string>> | null;
  /** The time of the step. */
  at: number;
  /** The workspace's. */
  timeZone: string;
}

/** Whether a condition holds; if it does not, the first part that says so, and what was there. `at`: `all[1]`, `any`. */
export type Holding =
  | { holds: true }
  | { holds: false; at: string; expected: unknown; actual: unknown };
