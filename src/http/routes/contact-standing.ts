import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Contact } from "../../domain/contact/contact.ts";
import { changeContact } from "../../domain/contact/contact-edit.ts";
import type { ChangeContext } from "../../domain/contact/crm-event.ts";
import { withDecision } from "../../domain/contact/preferences.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { contactSchema, contactView } from "../crm/contact-view.ts";
import { saveVisibleContact, sendContactProblem, type DecideContact } from "../crm/save-contact.ts";
import type { HttpDeps } from "../deps.ts";
import { versionIn } from "../commands/if-match.ts";
import { sendProblem } from "../problems/problem.ts";
import { idParams, idSchema, problems } from "../schemas.ts";
import { etagOf } from "../views/conversation.ts";
import { causeOf } from "../access/cause-of.ts";
import { contactHeaders } from "./contact-changes.ts";

const response = {
  200: contactSchema,
  ...problems(
    "contact.unknown",
    "contact.not_yours",
    "contact.not_in_crm",
    "contact.version_conflict",
    "contact.unknown_owner",
  ),
};

/** Whose a contact is, whether it is for marketing (R15.9), and what it wants to be sent (Q67). */
export function registerContactStanding(api: Api, deps: HttpDeps): void {
  const { change, route } = createStanding(deps);

  api.put(
    "/v1/contacts/:id/owner",
    route(
      "setContactOwner",
      z.strictObject({ ownerId: idSchema.nullable() }).meta({
        examples: [{ ownerId: "usr_0k2f7v9c1m3n5p7q9s1u" }],
      }),
      "Give a contact to a user, or to nobody",
    ),
    async (request, reply) => {
      const { ownerId } = request.body;
      const { workspaceId } = principalOf(request);
      const owner = ownerId === null ? null : await deps.store.user(workspaceId, ownerId);
      if (ownerId !== null && owner?.active !== true) {
        const errors = [
          { field: "body.ownerId", rule: "must be an active user of this workspace" },
        ];
        return sendProblem(reply, "contact.unknown_owner", { errors });
      }
      return change(request, reply, (contact, context) =>
        changeContact(contact, { ownerId }, context),
      );
    },
  );

  api.put(
    "/v1/contacts/:id/marketing",
    route(
      "setMarketingContact",
      z.strictObject({ isMarketing: z.boolean() }).meta({ examples: [{ isMarketing: true }] }),
      "Mark as a marketing contact, or not",
    ),
    async (request, reply) =>
      change(request, reply, (contact, context) => {
        const { crm } = contact;
        if (crm === null) return { code: "contact.not_in_crm" };
        const { isMarketing } = request.body;
        return changeContact(contact, { crm: { ...crm, isMarketing } }, context);
      }),
  );

  api.put(
    "/v1/contacts/:id/preferences",
    route(
      "setContactPreferences",
      z
        .strictObject({ whatsapp: z.boolean().optional(), marketing: z.boolean().optional() })
        .meta({ examples: [{ whatsapp: false }] }),
      "Opt out or in: what the contact wants to be sent",
    ),
    async (request, reply) =>
      change(request, reply, (contact, context) => {
        const preferences = preferencesWith(contact, request.body, context.at);
        return changeContact(contact, { preferences }, context);
      }),
  );
}

function preferencesWith(
  { preferences: before }: Contact,
  asked: { whatsapp?: boolean | undefined; marketing?: boolean | undefined },
  at: number,
): Contact["preferences"] {
  let preferences = before;
  for (const which of ["whatsapp", "marketing"] as const) {
    const wanted = asked[which];
    if (wanted !== undefined) preferences = withDecision(preferences, which, { wanted, at });
  }
  return preferences;
}

/** What these routes have in common: their schema, and the way of the change. */
function createStanding(deps: HttpDeps) {
  type Decide = (contact: Contact, context: ChangeContext) => ReturnType<DecideContact>;
  const change = async (
    request: FastifyRequest & {
      params: z.infer<typeof idParams>;
      headers: { "if-match"?: string | undefined };
    },
    reply: FastifyReply,
    decide: Decide,
  ) => {
    const principal = principalOf(request);
    const context = { cause: causeOf(request), at: deps.clock.now() };
    const saved = await saveVisibleContact(
      {
        principal,
        contactId: request.params.id,
        wantedVersion: versionIn(request.headers["if-match"]),
      },
      (contact) => decide(contact, context),
      deps,
    );
    if ("code" in saved) return sendContactProblem(reply, saved);
    const fields = await deps.store.customFields(principal.workspaceId);
    void reply.header("etag", etagOf(saved.contact.version));
    return reply.send(contactView(saved.contact, fields));
  };

  const route = <B extends z.ZodType>(operationId: string, body: B, summary: string) => ({
    config: { right: "contacts.write" } as const,
    schema: {
      tags: ["Contacts"],
      operationId,
      summary,
      params: idParams,
      headers: contactHeaders,
      body,
      response,
    },
  });
  return { change, route };
}
