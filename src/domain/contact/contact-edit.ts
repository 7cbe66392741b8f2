import type { Contact } from "./contact.ts";
import { crmEvent, type ChangeContext } from "./crm-event.ts";
import type { CrmProfile } from "./crm-profile.ts";
import type { EventConversation, EventType, NewEvent } from "../events.ts";
import type { WorkspaceId } from "../ids.ts";

/** A change of a contact as the store takes it: the contact afterwards, and what is to be told of it. All of it stands, or nothing. */
export interface ContactEdit {
  workspaceId: WorkspaceId;
  /** The version that was read; 0 when there was no contact. */
  expectedVersion: number;
  contact: Contact;
  events: NewEvent[];
}

/**
 * Names changes that a step of a conversation brings about, so that they are known again when they are carried out twice, and found when
 * they are counted. No event id that `eventIdOf` makes ends like one of this name.
 */
export function stepName({ id, version }: Pick<EventConversation, "id" | "version">): string {
  return `by_${id}_v${version}`;
}

/** What a change may set; everything else of a contact is told by WhatsApp, or counted. */
const MEMBERS = ["crm", "ownerId", "preferences"] as const;
type Changes = Partial<Pick<Contact, (typeof MEMBERS)[number]>>;

/**
 * The change that sets these members, and the events that tell of it: which fields, never their values, because whoever may read them
 * finds them in the contact. Null when everything is so already.
 */
export function changeContact(
  before: Contact,
  changes: Changes,
  context: ChangeContext,
): ContactEdit | null {
  const version = before.version + 1;
  const after: Contact = { ...before, ...changes, version, updatedAt: context.at };
  if (MEMBERS.every((member) => same(before[member], after[member]))) return null;
  const { workspaceId, id } = before;
  const changed = { workspaceId, contactId: id, recordId: null, version };
  return {
    workspaceId,
    expectedVersion: before.version,
    contact: after,
    events: newsOf(before, after).map((news, index) => crmEvent(changed, news, context, index)),
  };
}

interface News {
  type: EventType;
  data: Record<string, unknown>;
}

function newsOf(before: Contact, after: Contact): News[] {
  const isNew = before.crm === null && after.crm !== null;
  // Whoever mirrors the contact cannot read it any more, so what they call it is told.
  if (before.crm !== null && after.crm === null) {
    return [{ type: "contact.deleted", data: { externalId: before.crm.externalId } }];
  }
  const owner = { ownerId: after.ownerId, previousOwnerId: before.ownerId };
  return [
    ...(isNew ? [{ type: "contact.created", data: { ownerId: after.ownerId } } as const] : []),
    ...(before.crm !== null && after.crm !== null ? newsOfProfile(before.crm, after.crm) : []),
    ...(owner.ownerId !== owner.previousOwnerId && !isNew
      ? [{ type: "contact.owner_changed", data: owner } as const]
      : []),
    ...newsOfPreferences(before, after),
  ];
}

function newsOfProfile(before: CrmProfile, after: CrmProfile): News[] {
  const fields = changedFields(before, after);
  return [
    ...(fields.length > 0 ? [{ type: "contact.updated", data: { fields } } as const] : []),
    ...(before.isMarketing === after.isMarketing
      ? []
      : [{ type: "contact.marketing_changed", data: { isMarketing: after.isMarketing } } as const]),
  ];
}

function newsOfPreferences(before: Contact, after: Contact): News[] {
  return (["whatsapp", "marketing"] as const).flatMap((preference): News[] => {
    const said = after.preferences[preference];
    // The same word again, said later, only counts longer.
    if (said === null || said.wanted === before.preferences[preference]?.wanted) return [];
    const { wanted, source } = said;
    return [{ type: "contact.preference_changed", data: { preference, wanted, source } }];
  });
}

const PLAIN_FIELDS = [
  "firstName",
  "lastName",
  "position",
  "company",
  "emails",
  "phones",
  "whatsappPhone",
  "externalId",
] as const satisfies (keyof CrmProfile)[];

/** Names of the fields that differ, as `contact-fields.ts` knows them where it knows them. */
function changedFields(before: CrmProfile, after: CrmProfile): string[] {
  const custom = new Set([...Object.keys(before.customFields), ...Object.keys(after.customFields)]);
  return [
    ...PLAIN_FIELDS.filter((name) => !same(before[name], after[name])),
    ...[...custom]
      .filter((key) => !same(before.customFields[key], after.customFields[key]))
      .map((key) => `custom.${key}`),
  ];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
