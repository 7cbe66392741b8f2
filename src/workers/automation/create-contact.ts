import type { Clock } from "../../clock.ts";
import { objectionToAssociation } from "../../crm/associate.ts";
import { mergeContacts, type MergeDeps } from "../../crm/merge-contacts.ts";
import type { Effect, EffectTask } from "../../domain/automation/effect.ts";
import { reachedNumberOf } from "../../domain/contact/addressee.ts";
import { profileClaim } from "../../domain/contact/claims.ts";
import { changeContact } from "../../domain/contact/contact-edit.ts";
import type { Contact } from "../../domain/contact/contact.ts";
import { profileMembers, type CrmProfile } from "../../domain/contact/crm-profile.ts";
import { aliasId, aliasKeysOf } from "../../domain/contact/identity.ts";
import type { CrmStore } from "../../store/crm-store.ts";
import type { Reader } from "../../store/reader.ts";
import { again, changeContextOf, changeEffectContact, type CrmDeps } from "./crm-change.ts";
import { done, failed, type EffectEnd } from "./effect-end.ts";

export interface CreateContactDeps extends CrmDeps {
  store: CrmDeps["store"] &
    MergeDeps["store"] &
    Pick<CrmStore, "claimants" | "proposeMerge"> &
    Pick<Reader, "conversation">;
  clock: Clock;
}

/**
 * Brings the person of the conversation into the CRM (R14.4, Q64): as the contact whose number it is, if exactly one has it and is not known on WhatsApp; or
 * else as a new one. Whoever is in the CRM already stays as they are.
 */
export async function createContact(
  task: EffectTask & { kind: "createContact" },
  effect: Effect,
  deps: CreateContactDeps,
): Promise<EffectEnd> {
  const { workspaceId, contactId } = effect;
  const contact = await deps.store.contact(workspaceId, contactId);
  if (contact === null) return failed("contact.unknown", "the contact is not there any more");
  if (contact.crm !== null) return done();
  const number = reachedNumberOf(contact);
  const [holder = null] =
    number === null ? [] : await deps.store.claimants(workspaceId, [profileClaim("phone", number)]);
  return holder === null || holder.id === contact.id
    ? create(task, { effect, number }, deps)
    : associate(holder, contact, { effect, number: number ?? "", deps });
}

async function create(
  { firstName, lastName }: EffectTask & { kind: "createContact" },
  { effect, number }: { effect: Effect; number: string | null },
  deps: CreateContactDeps,
): Promise<EffectEnd> {
  const context = changeContextOf(effect, deps.clock.now());
  const names = { firstName, lastName };
  for (const name of ["firstName", "lastName"] as const) {
    const read = profileMembers[name].safeParse(names[name]);
    if (!read.success) {
      return failed("contact.field_invalid", `${name} ${read.error.issues[0]?.message ?? ""}`);
    }
    names[name] = read.data;
  }
  const crm: CrmProfile = {
    ...names,
    position: null,
    company: null,
    emails: [],
    phones: [],
    whatsappPhone: number,
    customFields: {},
    isMarketing: false,
    consent: { at: context.at, by: context.cause.actor },
    externalId: null,
  };
  const row = await deps.store.conversation(effect.workspaceId, effect.conversationId);
  const fallback = row?.conversation.facts.ownerId ?? null;
  return changeEffectContact(
    effect,
    (contact) =>
      contact.crm !== null
        ? done()
        : (changeContact(contact, { crm, ownerId: contact.ownerId ?? fallback }, context) ??
          done()),
    deps,
  );
}

/** Whoever has the number and is known on WhatsApp under another one may be somebody else: a person decides. */
async function associate(
  from: Contact,
  into: Contact,
  { effect, number, deps }: { effect: Effect; number: string; deps: CreateContactDeps },
): Promise<EffectEnd> {
  const { workspaceId } = effect;
  const context = changeContextOf(effect, deps.clock.now());
  const asked = { workspaceId, from: from.id, into: into.id, context };
  const merged = await mergeContacts(
    { ...asked, type: "contact.associated" },
    objectionToAssociation,
    deps,
  );
  if ("contact" in merged || merged.code === "contact.in_crm_already") return done();
  if (merged.code === "server.busy") return again();
  if (merged.code === "contact.has_whatsapp") {
    await propose(from, into, { number, at: context.at, store: deps.store });
  }
  return failed(
    merged.code,
    "the number is that of another contact, which a person has to look at",
  );
}

async function propose(
  { id: contactId, workspaceId }: Contact,
  { id: otherContactId }: Contact,
  { number, at, store }: { number: string; at: number; store: CreateContactDeps["store"] },
): Promise<void> {
  const [alias] = aliasKeysOf({ userId: null, parentUserId: null, waId: number }, "");
  if (alias === undefined) return;
  const { kind, scope, value } = alias;
  const id = `${contactId}.${otherContactId}.${aliasId(alias)}`;
  const about = { contactId, otherContactId, alias: { kind, scope, value } };
  await store.proposeMerge({ workspaceId, id, ...about, proposedAt: at });
}
