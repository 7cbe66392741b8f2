import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { profileClaim } from "../../domain/contact/claims.ts";
import { changeContact } from "../../domain/contact/contact-edit.ts";
import type { Contact } from "../../domain/contact/contact.ts";
import type { CrmProfile } from "../../domain/contact/crm-profile.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { contactAccessOf } from "../crm/contact-access.ts";
import { contactSchema, contactView } from "../crm/contact-view.ts";
import { createContact } from "../crm/create-contact.ts";
import { flagWriters } from "../crm/flag-writers.ts";
import { externalIdSchema, mirroredProfileBody, profileOf } from "../crm/profile-input.ts";
import {
  saveVisibleContact,
  sendContactProblem,
  type ContactProblem,
} from "../crm/save-contact.ts";
import type { HttpDeps } from "../deps.ts";
import { versionIn } from "../commands/if-match.ts";
import { problems } from "../schemas.ts";
import { etagOf } from "../views/conversation.ts";
import { causeOf } from "../access/cause-of.ts";
import { contactHeaders } from "./contact-changes.ts";

/** Somebody else may make a contact of the id between the look and the deed: then the deed is another one. */
const TRIES_MAX = 3;

type Written = { contact: Contact; isNew: boolean } | ContactProblem;

/** Lets another CRM keep its contacts here too, by its own ids and without asking what stands already. */
export function registerContactByExternalId(api: Api, deps: HttpDeps): void {
  const { store, clock } = deps;
  api.put(
    "/v1/contacts/by-external-id/:externalId",
    {
      config: { right: "contacts.write" },
      schema: {
        tags: ["Contacts"],
        operationId: "putContact",
        summary: "Write the contact that another CRM keeps under this id",
        description:
          "Made when there is none, as `POST /v1/contacts` makes it, or else its profile becomes what is given: what is not named is empty. Repeating it changes nothing. Owner and preferences have routes of their own.",
        params: z.strictObject({ externalId: externalIdSchema }),
        headers: contactHeaders,
        body: mirroredProfileBody,
        response: {
          200: contactSchema,
          201: contactSchema,
          ...problems(
            "contact.unknown",
            "contact.not_yours",
            "contact.address_in_use",
            "contact.version_conflict",
          ),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const fields = await store.customFields(workspaceId);
      const { externalId } = request.params;
      const given = { ...request.body, externalId };
      const by = causeOf(request).actor;
      const profile = profileOf(given, { fields, at: clock.now(), by });
      if ("code" in profile) return sendContactProblem(reply, profile);
      const wantedVersion = versionIn(request.headers["if-match"]);
      const written = await write({ request, profile, externalId, wantedVersion }, deps);
      if ("code" in written) return sendContactProblem(reply, written);
      const { contact, isNew } = written;
      await flagWriters(contact, deps);
      if (isNew) void reply.header("location", `/v1/contacts/${contact.id}`);
      void reply.code(isNew ? 201 : 200).header("etag", etagOf(contact.version));
      return reply.send(contactView(contact, fields));
    },
  );
}

interface Wanted {
  request: FastifyRequest;
  profile: CrmProfile;
  externalId: string;
  wantedVersion: number | null;
}

async function write(wanted: Wanted, deps: HttpDeps): Promise<Written> {
  const { workspaceId } = principalOf(wanted.request);
  const claim = profileClaim("externalId", wanted.externalId);
  for (let attempt = 1; ; attempt++) {
    const [known] = await deps.store.claimants(workspaceId, [claim]);
    if (known != null) return replace(known.id, wanted, deps);
    if (wanted.wantedVersion !== null) return { code: "contact.version_conflict" };
    const created = await create(wanted, deps);
    const isRace = "code" in created && created.code === "contact.address_in_use";
    if (!isRace || attempt === TRIES_MAX) return created;
    const [now] = await deps.store.claimants(workspaceId, [claim]);
    if (now == null) return created;
  }
}

async function create({ request, profile }: Wanted, deps: HttpDeps): Promise<Written> {
  const principal = principalOf(request);
  const isLimited = contactAccessOf(principal).contacts.kind === "limited";
  const ownerId = isLimited ? principal.userId : null;
  const made = { profile, ownerId, cause: causeOf(request) };
  const created = await createContact(made, principal, deps);
  return "code" in created ? created : { ...created, isNew: true };
}

/** Whoever confirmed the consent first, and when, stays. */
async function replace(
  contactId: string,
  { request, profile, wantedVersion }: Wanted,
  deps: HttpDeps,
): Promise<Written> {
  const context = { cause: causeOf(request), at: deps.clock.now() };
  const target = { principal: principalOf(request), contactId, wantedVersion };
  const saved = await saveVisibleContact(
    target,
    (contact) => {
      const consent = contact.crm?.consent ?? profile.consent;
      return changeContact(contact, { crm: { ...profile, consent } }, context);
    },
    deps,
  );
  return "code" in saved ? saved : { ...saved, isNew: false };
}
