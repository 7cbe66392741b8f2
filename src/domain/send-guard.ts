import type { OutgoingContent } from "./outgoing.ts";

/** What is known of a person that may forbid writing to them. */
export interface SendGuardFacts {
  /** They want no marketing (Q67, `user_preferences`). */
  hasOptedOut: boolean;
}

/** Why something is not sent to somebody. */
export type GuardRefusal = "contact.opted_out";

/**
 * Whether this may be sent to this person; null when it may. Asked at the door and again before the message is posted, and never by the
 * machine: its steps are folded again later, when the person may think otherwise (invariant I8).
 */
export function guardOf(facts: SendGuardFacts, content: OutgoingContent): GuardRefusal | null {
  const isMarketing = content.type === "template" && content.category === "MARKETING";
  return isMarketing && facts.hasOptedOut ? "contact.opted_out" : null;
}
