import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { objectionToAssociation } from "../../crm/associate.ts";
import { mergeContacts } from "../../crm/merge-contacts.ts";
import { changeContact } from "../../domain/contact/contact-edit.ts";
import { reachedNumberOf } from "../../domain/contact/addressee.ts";
import type { Contact } from "../../domain/contact/contact.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { conversationToChange } from "../access/conversation-for.ts";
import { contactAccessOf, visibleContact } from "../crm/contact-access.ts";
import { flagWriter, flagWriters } from "../crm/flag-writers.ts";
import { contactCardSchema, contactCardView } from "../crm/contact-view.ts";
import { newProfileBody, profileOf, type NewProfile } from "../crm/profile-input.ts";
import {
  saveVisibleContact,
  sendContactProblem,
  type ContactProblem,
} from "../crm/save-contact.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { idParams, idSchema, problems } from "../schemas.ts";
import type { ConversationRow } from "../../store/reader.ts";
import { causeOf } from "../access/cause-of.ts";

const body = z
  .strictObject({
    contactId: idSchema
      .optional()
      .meta({ description: "A contact of the CRM who is this person, and not known on WhatsApp." }),
    profile: newProfileBody.optional().meta({ description: "Of somebody who is not in the CRM." }),
  })
  .refine(({ contactId, profile }) => (contactId === undefined) !== (profile === undefined), {
    path: ["contactId"],
    message: "either this or profile must be there",
  })
  .meta({ examples: [{ contactId: "ct_0k2f7v9c1m3n5p7q9s1u" }] });

type Done = { contact: Contact } | ContactProblem;

/** Brings the person of a conversation into the CRM (R15.1, R15.3, Q64): newly, or as somebody who is there. */
export function registerConversationContact(api: Api, deps: HttpDeps): void {
  const { store } = deps;
  api.post(
    "/v1/conversations/:id/contact",
    {
      config: { right: "inbox.write" },
      schema: {
        tags: ["Contacts"],
        operationId: "setConversationContact",
        summary: "Bring the person of a conversation into the CRM, or say who of it they are",
        description:
          "With `profile` a contact is made of the person; their WhatsApp number comes along. With `contactId` the person is that contact: the conversation keeps its id, everything of the contact's is the person's, and the contact's id leads here from then on. If the contact is known on WhatsApp already, it is proposed to administrators that the two are one, and 409 says so.",
        params: idParams,
        body,
        response: {
          200: contactCardSchema,
          ...problems(
            "conversation.unknown",
            "conversation.not_yours",
            "contact.unknown",
            "contact.not_yours",
            "contact.in_crm_already",
            "contact.not_in_crm",
            "contact.has_whatsapp",
            "contact.address_in_use",
            "contact.same_contact",
            "contact.too_many_addresses",
            "contact.both_open",
          ),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const found = await conversationToChange(principal, request.params.id, store);
      if (found.kind === "refused") return sendProblem(reply, found.code);
      const { contactId, profile } = request.body;
      const { row } = found;
      const done =
        profile === undefined
          ? await associate(contactId ?? "", { row, request }, deps)
          : await create(profile, { row, request }, deps);
      if ("code" in done) return sendContactProblem(reply, done);
      const fields = await store.customFields(principal.workspaceId);
      const seen = await visibleContact(principal, done.contact.id, store);
      const { hasInbox } = contactAccessOf(principal);
      return contactCardView(done.contact, fields, { threads: seen?.threads ?? [], hasInbox });
    },
  );
}

interface Scene {
  row: ConversationRow;
  request: FastifyRequest;
}

/** The context of what is done to the contact of a conversation: the conversation is named in what is told. */
function contextOf({ row: { conversation }, request }: Scene, at: number) {
  const { id, version, facts } = conversation;
  return {
    cause: causeOf(request),
    at,
    conversation: { id, episode: facts.episode.number, version },
  };
}

/** Whose the contact becomes when it is nobody's: the conversation's owner, or whoever would lose sight of it at once. */
async function create(given: NewProfile, scene: Scene, deps: HttpDeps): Promise<Done> {
  const { row, request } = scene;
  const principal = principalOf(request);
  const context = contextOf(scene, deps.clock.now());
  const fields = await deps.store.customFields(principal.workspaceId);
  const by = context.cause.actor;
  const profile = profileOf(given, { fields, at: context.at, by });
  if ("code" in profile) return profile;
  const isLimited = contactAccessOf(principal).contacts.kind === "limited";
  const fallback = row.conversation.facts.ownerId ?? (isLimited ? principal.userId : null);
  const saved = await saveVisibleContact(
    { principal, contactId: row.contact.id, wantedVersion: null },
    (contact) => {
      if (contact.crm !== null) return { code: "contact.in_crm_already" };
      const whatsappPhone = profile.whatsappPhone ?? reachedNumberOf(contact);
      const ownerId = contact.ownerId ?? fallback;
      return changeContact(contact, { crm: { ...profile, whatsappPhone }, ownerId }, context);
    },
    deps,
  );
  if (!("code" in saved)) await flagWriters(saved.contact, deps);
  return saved;
}

async function associate(contactId: string, scene: Scene, deps: HttpDeps): Promise<Done> {
  const { row, request } = scene;
  const principal = principalOf(request);
  const found = await visibleContact(principal, contactId, deps.store);
  if (found === null) return { code: "contact.unknown" };
  if (!found.mayChange) return { code: "contact.not_yours" };
  const asked = {
    workspaceId: principal.workspaceId,
    from: found.contact.id,
    into: row.contact.id,
    type: "contact.associated" as const,
    context: contextOf(scene, deps.clock.now()),
  };
  const merged = await mergeContacts(asked, objectionToAssociation, deps);
  // What one person says is not enough to join two who write, and must not be lost.
  if ("code" in merged && merged.code === "contact.has_whatsapp") {
    await flagWriter(found.contact, row.contact, deps);
  }
  return merged;
}
