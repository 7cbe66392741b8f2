import type { Cause } from "../actor.ts";
import type { Contact, ContactPreferences, Preference } from "./contact.ts";
import { changeContact, stepName, type ContactEdit } from "./contact-edit.ts";
import type { EventConversation } from "../events.ts";
import type { ContactId } from "../ids.ts";
import { canonicalWaId } from "./phone.ts";
import { withPreference } from "./preferences.ts";

/**
 * What a step of a conversation tells of its contact: part of the commit of that step, and noted with it or not at all.
 *
 * - wants: what the contact wants to be sent
 * - reached: WhatsApp took a message for this number (E.164)
 */
export type Learnt = (
  | { kind: "wants"; which: keyof ContactPreferences; said: Preference }
  | { kind: "reached"; phone: string }
) & {
  contactId: ContactId;
  cause: Cause;
  /** The step's time. */
  at: number;
  conversation: EventConversation;
};

/** What becomes of the contact; null when nothing does. */
export function learntEdit(learnt: Learnt, contact: Contact): ContactEdit | null {
  const { cause, at, conversation } = learnt;
  const context = { cause, at, conversation, name: stepName(conversation) };
  switch (learnt.kind) {
    case "wants": {
      const preferences = withPreference(contact.preferences, learnt.which, learnt.said);
      return changeContact(contact, { preferences }, context);
    }
    case "reached": {
      const crm = reachedProfile(contact, learnt.phone);
      return crm === null ? null : changeContact(contact, { crm }, context);
    }
  }
}

/**
 * R15.5: the number of the profile that WhatsApp took a message for is the one that WhatsApp is used with, if none is named. The profile has
 * it already, so it becomes nobody else's.
 */
function reachedProfile({ crm }: Contact, phone: string): Contact["crm"] {
  if (crm === null || crm.whatsappPhone !== null) return null;
  const own = crm.phones.find((each) => canonicalWaId(each) === canonicalWaId(phone));
  return own === undefined ? null : { ...crm, whatsappPhone: own };
}
