import type { ContactPreferences } from "../contact/contact.ts";
import type { OutgoingContent } from "./outgoing.ts";

/** Why something is not sent to somebody. */
export type GuardRefusal = "contact.opted_out";

/**
 * Whether this may be sent to this person; null when it may: no marketing to who has opted out of it, or of everything (Q67).
 *
 * Asked at the door, and again when it leaves; never by the machine: its steps are folded again later, when the person may think otherwise
 * (invariant I8).
 */
export function guardOf(
  { whatsapp, marketing }: ContactPreferences,
  content: OutgoingContent,
): GuardRefusal | null {
  const isMarketing = content.type === "template" && content.category === "MARKETING";
  const hasOptedOut = whatsapp?.wanted === false || marketing?.wanted === false;
  return isMarketing && hasOptedOut ? "contact.opted_out" : null;
}

/**
 * Whether an automation may write to this person at all; null when it may: nothing, of whatever kind, to who wants nothing that no person writes
 * (Q67). Asked like `guardOf`, at the door and when it leaves.
 */
export function automationGuardOf({ whatsapp }: ContactPreferences): GuardRefusal | null {
  return whatsapp?.wanted === false ? "contact.opted_out" : null;
}
