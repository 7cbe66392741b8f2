import { z } from "zod";
import {
  displayNameOf,
  summaryOf,
  type Contact,
  type Preference,
} from "../../domain/contact/contact.ts";
import { linksOf } from "../../domain/contact/contact-links.ts";
import type { CrmProfile } from "../../domain/contact/crm-profile.ts";
import { presentValues, type CustomField } from "../../domain/contact/custom-field.ts";
import type { ContactThread } from "../../store/crm-store.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";
import { actorSchema } from "../views/actor.ts";
import { CONTACT_EXAMPLE } from "./contact-example.ts";

const customValuesSchema = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .meta({ description: "By the keys of the workspace's custom fields." });

const crmSchema = z
  .object({
    firstName: z.string(),
    lastName: z.string(),
    position: z.string().nullable(),
    company: z.string().nullable(),
    emails: z.array(z.string()).meta({ description: "The first one is the primary one." }),
    phones: z.array(z.string()).meta({ description: "E.164; the first one is the primary one." }),
    whatsappPhone: z.string().nullable(),
    customFields: customValuesSchema,
    isMarketing: z.boolean(),
    consent: z
      .object({ at: timeSchema, by: actorSchema })
      .meta({ description: "Who confirmed that the person agrees to their data being kept." }),
    externalId: z.string().nullable(),
  })
  .nullable()
  .meta({ description: "What the business keeps of the person. Null: not in the CRM." });

const preferenceSchema = z
  .object({
    wanted: z.boolean(),
    at: timeSchema,
    source: z.enum(["whatsapp", "stop_word", "user"]),
  })
  .nullable();

export const contactSchema = z
  .object({
    id: z.string(),
    name: z.string().meta({
      description: "Of the CRM, or else of the WhatsApp profile; empty when there is neither.",
    }),
    profileName: z.string().meta({ description: "In WhatsApp; empty when it never told one." }),
    waId: z.string().nullable(),
    userId: z.string().nullable().meta({ description: "Business-scoped user id." }),
    username: z.string().nullable(),
    isCrmContact: z.boolean(),
    crm: crmSchema,
    ownerId: z.string().nullable(),
    preferences: z.object({ whatsapp: preferenceSchema, marketing: preferenceSchema }).meta({
      description:
        "What the contact wants to be sent, as it was said last; null: never said. `whatsapp`: anything that no person writes by hand. `marketing`: marketing templates.",
    }),
    version: z.int().meta({ description: 'Also the ETag: `"v3"`.' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: "Contact", examples: [CONTACT_EXAMPLE] });

const identitySchema = z.object({
  kind: z.enum(["wa_id", "bsuid", "parent_bsuid"]),
  value: z.string().meta({ description: "As WhatsApp writes it." }),
  validFrom: timeSchema,
  validTo: timeSchema.nullable().meta({ description: "When another took its place; null: valid." }),
});

const linkSchema = z.string().nullable();

/** The card: the contact, its conversations, and what its buttons open. */
export const contactCardSchema = contactSchema
  .extend({
    identities: z.array(identitySchema).meta({
      description:
        "What the person is and was known by on WhatsApp. Whoever was merged may have several that are valid: what is sent in a conversation goes to the one that wrote last there.",
    }),
    conversations: z.array(
      z.object({ id: z.string(), lineId: z.string(), ownerId: z.string().nullable() }),
    ),
    links: z.object({
      call: linkSchema.meta({
        description: "`tel:` with the WhatsApp number, or else the primary.",
      }),
      email: linkSchema.meta({ description: "`mailto:` with the primary address." }),
      whatsapp: linkSchema.meta({ description: "`https://wa.me/...`." }),
      sendWhatsApp: z
        .union([
          z.object({ opens: z.literal("inbox"), conversationId: z.string().nullable() }),
          z.object({ opens: z.literal("whatsapp"), url: z.string() }),
        ])
        .nullable()
        .meta({
          description:
            "What the button does for you: the inbox, in this conversation or a new one; without access to it your own WhatsApp.",
        }),
    }),
  })
  .meta({ id: "ContactCard" });

type ContactView = z.infer<typeof contactSchema>;

export function contactView(contact: Contact, fields: readonly CustomField[]): ContactView {
  const { crm, ownerId, version, createdAt, updatedAt, preferences } = contact;
  const { id, name: profileName, waId, userId, username } = summaryOf(contact);
  return {
    id,
    name: displayNameOf(contact),
    profileName,
    waId,
    userId,
    username,
    isCrmContact: crm !== null,
    crm: crm === null ? null : crmView(crm, fields),
    ownerId,
    preferences: {
      whatsapp: preferenceView(preferences.whatsapp),
      marketing: preferenceView(preferences.marketing),
    },
    version,
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}

export function contactCardView(
  contact: Contact,
  fields: readonly CustomField[],
  { threads, hasInbox }: { threads: readonly ContactThread[]; hasInbox: boolean },
): z.infer<typeof contactCardSchema> {
  const links = linksOf(contact);
  const [newest] = threads;
  const inbox = { opens: "inbox", conversationId: newest?.conversationId ?? null } as const;
  const isReachable = newest !== undefined || links.whatsapp !== null;
  const own =
    links.whatsapp === null ? null : ({ opens: "whatsapp", url: links.whatsapp } as const);
  return {
    ...contactView(contact, fields),
    identities: contact.aliases.map(({ kind, form, validFrom, validTo }) => ({
      kind,
      value: form,
      validFrom: iso(validFrom),
      validTo: isoOrNull(validTo),
    })),
    conversations: threads.map(({ conversationId, lineId, ownerId }) => ({
      id: conversationId,
      lineId,
      ownerId,
    })),
    links: { ...links, sendWhatsApp: hasInbox && isReachable ? inbox : own },
  };
}

function crmView(crm: CrmProfile, fields: readonly CustomField[]): NonNullable<ContactView["crm"]> {
  const { consent, customFields, emails, phones, ...rest } = crm;
  return {
    ...rest,
    emails: [...emails],
    phones: [...phones],
    customFields: presentValues(customFields, fields),
    consent: { at: iso(consent.at), by: consent.by },
  };
}

function preferenceView(preference: Preference | null): ContactView["preferences"]["whatsapp"] {
  return preference === null ? null : { ...preference, at: iso(preference.at) };
}
