import type { Cause } from "./actor.ts";
import type { Contact, ContactPreferences, Preference } from "./contact.ts";
import { changeContact, stepName, type ContactEdit } from "./contact-edit.ts";
import type { EventConversation } from "./events.ts";
import type { ContactId } from "./ids.ts";

/** The preferences after a word was said; the very same object when one that was said later stands already. */
export function withPreference(
  preferences: ContactPreferences,
  which: keyof ContactPreferences,
  said: Preference,
): ContactPreferences {
  const known = preferences[which];
  if (known !== null && said.at <= known.at) return preferences;
  return { ...preferences, [which]: said };
}

/** The preferences after a user decided: what a person says now counts now, also when a clock of WhatsApp's runs ahead of ours. */
export function withDecision(
  preferences: ContactPreferences,
  which: keyof ContactPreferences,
  { wanted, at }: { wanted: boolean; at: number },
): ContactPreferences {
  const after = Math.max(at, (preferences[which]?.at ?? 0) + 1);
  return withPreference(preferences, which, { wanted, at: after, source: "user" });
}

/** What a contact said in a conversation: part of the commit of that step, and noted with it or not at all. */
export interface SaidInConversation {
  contactId: ContactId;
  which: keyof ContactPreferences;
  said: Preference;
  cause: Cause;
  conversation: EventConversation;
}

/** What becomes of the contact; null when a later word stands already. */
export function notedBy(word: SaidInConversation, contact: Contact): ContactEdit | null {
  const { which, said, cause, conversation } = word;
  const preferences = withPreference(contact.preferences, which, said);
  const name = stepName(conversation);
  return changeContact(contact, { preferences }, { cause, at: said.at, conversation, name });
}
