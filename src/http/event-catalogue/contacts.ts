import { z } from "zod";
import type { EventType } from "../../domain/events.ts";
import { LATER, LINE, ursula } from "../openapi/examples/story.ts";
import { maybe, ofContact, ofStep, ownerChange, text } from "./parts.ts";
import type { EventPages } from "./page.ts";
import { heard, MARTA, ofConversation, ofCrm, OTHER_CONTACT, reported, requested } from "./told.ts";

const identityData = ofStep({ change: z.enum(["number", "userId", "identity"]) }).meta({
  id: "IdentityChangedData",
});
const createdData = ofContact({ ownerId: maybe }).meta({ id: "ContactCreatedData" });
const updatedData = ofContact({
  fields: z.array(text).meta({
    description:
      "Which, and never what they say: whoever may read them finds them in the contact. Custom fields as `custom.` and their key.",
  }),
}).meta({ id: "ContactUpdatedData" });
const ownerData = ofContact(ownerChange).meta({ id: "ContactOwnerData" });
const marketingData = ofContact({ isMarketing: z.boolean() }).meta({ id: "ContactMarketingData" });
const preferenceData = ofContact({
  preference: z.enum(["whatsapp", "marketing"]).meta({
    description: "`whatsapp`: whatever no person writes by hand. `marketing`: marketing alone.",
  }),
  wanted: z.boolean(),
  source: z.enum(["whatsapp", "stop_word", "user"]),
}).meta({ id: "ContactPreferenceData" });
const associatedData = ofContact({
  lineId: text.optional().meta({
    description: "There when somebody wrote on this line, and was found by their number.",
  }),
  mergedContactId: text.optional().meta({
    description: "There when a user associated them: the contact that went into this one.",
  }),
  ownerId: maybe,
}).meta({ id: "ContactAssociatedData" });
const mergedData = ofContact({ mergedContactId: text, ownerId: maybe }).meta({
  id: "ContactMergedData",
});
const deletedData = ofContact({
  externalId: maybe.meta({ description: "What another program calls it." }),
}).meta({ id: "ContactDeletedData" });

/** The people outside: who they are on WhatsApp, and what the CRM keeps of them. */
export const CONTACT_EVENTS = {
  "contact.identity_changed": {
    means:
      "The contact has another number or user id on WhatsApp; the conversation stays the same.",
    when: "When WhatsApp tells it. `identity`: the device changed, and with it the keys.",
    rules: ["Q65"],
    data: identityData,
    example: ofConversation("contact.identity_changed", {
      version: 43,
      at: LATER,
      cause: reported("i:wamid.HBgU"),
      data: { change: "number" },
    }),
  },
  "contact.created": {
    means: "The person is in the CRM now.",
    when: "Once, whether a new contact was made or one who wrote was added. Not when somebody writes who is not in the CRM.",
    rules: ["R15.3"],
    data: createdData,
    example: ofCrm("contact.created", {
      version: 2,
      cause: requested("req-b81"),
      data: { ownerId: ursula.id },
    }),
  },
  "contact.updated": {
    means: "Fields of the profile have changed, and which is told.",
    when: "Once for each change. Not for owner, marketing mark and preferences, which have events of their own, and not for what WhatsApp tells of a profile.",
    rules: ["R15.2", "R15.5", "R15.8"],
    data: updatedData,
    example: ofCrm("contact.updated", {
      version: 3,
      cause: requested("req-b82"),
      data: { fields: ["emails", "custom.plan"] },
    }),
  },
  "contact.owner_changed": {
    means: "The contact has another owner, or none any more.",
    when: "By hand, or handed over together with a conversation, which then stands in `conversation`. Not for the owner that a contact is made with.",
    rules: ["R10.4", "Q40"],
    data: ownerData,
    example: ofCrm("contact.owner_changed", {
      version: 4,
      cause: requested("req-b83"),
      data: { ownerId: MARTA, previousOwnerId: ursula.id },
    }),
  },
  "contact.marketing_changed": {
    means: "The contact is marked for marketing, or no longer.",
    when: "At each change of the mark. It is not what the person wants: that is `contact.preference_changed`.",
    rules: ["R5.6", "R15.9"],
    data: marketingData,
    example: ofCrm("contact.marketing_changed", {
      version: 5,
      cause: requested("req-b84"),
      data: { isMarketing: true },
    }),
  },
  "contact.preference_changed": {
    means: "The person wants messages of a kind no longer, or again.",
    when: "When they say so to WhatsApp, by a stop or start word of the line, or when a user notes it. Not when the same is said again.",
    rules: ["Q67"],
    data: preferenceData,
    example: {
      ...ofCrm("contact.preference_changed", {
        version: 6,
        at: LATER,
        cause: heard("m:wamid.HBgV"),
        data: { preference: "whatsapp", wanted: false, source: "stop_word" },
        name: "by_100000000000001-ct_0k2f7v9c1m3n5p7q9s1u_v44",
      }),
      conversation: { id: `${LINE}-ct_0k2f7v9c1m3n5p7q9s1u`, episode: 2, version: 44 },
    },
  },
  "contact.associated": {
    means:
      "Whoever wrote is a contact of the CRM, which was found by the number or named by a user.",
    when: "When they write for the first time from a number of exactly one profile, or when a user associates the conversation's contact with one of the CRM.",
    rules: ["Q64", "R15.4"],
    data: associatedData,
    example: ofCrm("contact.associated", {
      version: 9,
      cause: heard("m:wamid.HBgN"),
      data: { lineId: LINE, ownerId: ursula.id },
    }),
  },
  "contact.merged": {
    means: "Two contacts were one person, and are one contact from now on.",
    when: "When a user accepts a proposal. The conversations of both stay, and are this contact's; whoever asks for the other one is led here.",
    rules: ["Q66"],
    data: mergedData,
    example: ofCrm("contact.merged", {
      version: 7,
      cause: requested("req-b85"),
      data: { mergedContactId: OTHER_CONTACT, ownerId: ursula.id },
      name: `merge_${OTHER_CONTACT}`,
    }),
  },
  "contact.deleted": {
    means: "The person is not in the CRM any more; the chat stays, under its number.",
    when: "Once, when a user takes them out. Not for a contact that went into another.",
    rules: ["Q66"],
    data: deletedData,
    example: ofCrm("contact.deleted", {
      version: 8,
      cause: requested("req-b86"),
      data: { externalId: "crm-771" },
    }),
  },
} satisfies EventPages<Extract<EventType, `contact.${string}`>>;
