import { z } from "zod";
import { changeContact } from "../../domain/contact/contact-edit.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { causeOf } from "../access/cause-of.ts";
import { contactAccessOf } from "../crm/contact-access.ts";
import { contactSchema, contactView } from "../crm/contact-view.ts";
import { createContact } from "../crm/create-contact.ts";
import { flagWriters } from "../crm/flag-writers.ts";
import { editedProfile, editProfileBody, newProfileBody, profileOf } from "../crm/profile-input.ts";
import { saveVisibleContact, sendContactProblem } from "../crm/save-contact.ts";
import type { HttpDeps } from "../deps.ts";
import { ifMatchSchema, versionIn } from "../commands/if-match.ts";
import { idParams, problems } from "../schemas.ts";
import { etagOf } from "../views/conversation.ts";

const tags = ["Contacts"];

/** Making contacts of the CRM, and editing them. */
export function registerContactChanges(api: Api, deps: HttpDeps): void {
  registerCreation(api, deps);
  registerEdit(api, deps);
}

function registerCreation(api: Api, deps: HttpDeps): void {
  const { store, clock } = deps;
  api.post(
    "/v1/contacts",
    {
      config: { right: "contacts.write" },
      schema: {
        tags,
        operationId: "createContact",
        summary: "Put somebody into the CRM",
        description:
          "Refused with 409 and the other `contact` when an address is somebody else's already. Whoever wrote on WhatsApp from one of the numbers and was not in the CRM becomes this contact, with their conversations.",
        body: newProfileBody,
        response: { 201: contactSchema, ...problems("contact.address_in_use") },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { workspaceId, userId } = principal;
      const cause = causeOf(request);
      const fields = await store.customFields(workspaceId);
      const by = cause.actor;
      const profile = profileOf(request.body, { fields, at: clock.now(), by });
      if ("code" in profile) return sendContactProblem(reply, profile);
      // Whoever sees their own contacts alone would lose this one at once.
      const isLimited = contactAccessOf(principal).contacts.kind === "limited";
      const ownerId = isLimited ? userId : null;
      const created = await createContact({ profile, ownerId, cause }, principal, deps);
      if ("code" in created) return sendContactProblem(reply, created);
      const { contact } = created;
      await flagWriters(contact, deps);
      void reply.header("location", `/v1/contacts/${contact.id}`);
      return reply
        .code(201)
        .header("etag", etagOf(contact.version))
        .send(contactView(contact, fields));
    },
  );
}

export const contactHeaders = z.looseObject({
  "if-match": ifMatchSchema.optional().meta({
    description: "Refuses with 412 unless the contact still has this version.",
  }),
});

function registerEdit(api: Api, deps: HttpDeps): void {
  const { store, clock } = deps;
  api.patch(
    "/v1/contacts/:id",
    {
      config: { right: "contacts.write" },
      schema: {
        tags,
        operationId: "changeContact",
        summary: "Change the profile of a contact",
        description: "Members that are not named stay as they are.",
        params: idParams,
        headers: contactHeaders,
        body: editProfileBody,
        response: {
          200: contactSchema,
          ...problems(
            "contact.unknown",
            "contact.not_yours",
            "contact.not_in_crm",
            "contact.address_in_use",
            "contact.version_conflict",
          ),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const fields = await store.customFields(principal.workspaceId);
      const context = { cause: causeOf(request), at: clock.now() };
      const saved = await saveVisibleContact(
        {
          principal,
          contactId: request.params.id,
          wantedVersion: versionIn(request.headers["if-match"]),
        },
        (contact) => {
          if (contact.crm === null) return { code: "contact.not_in_crm" };
          const crm = editedProfile(contact.crm, request.body, fields);
          return "code" in crm ? crm : changeContact(contact, { crm }, context);
        },
        deps,
      );
      if ("code" in saved) return sendContactProblem(reply, saved);
      await flagWriters(saved.contact, deps);
      void reply.header("etag", etagOf(saved.contact.version));
      return contactView(saved.contact, fields);
    },
  );
}
