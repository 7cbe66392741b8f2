import { z } from "zod";
import { changeContact } from "../../domain/contact/contact-edit.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { saveVisibleContact, sendContactProblem } from "../crm/save-contact.ts";
import type { HttpDeps } from "../deps.ts";
import { versionIn } from "../commands/if-match.ts";
import { idParams, problems } from "../schemas.ts";
import { causeOf } from "../access/cause-of.ts";
import { contactHeaders } from "./contact-changes.ts";

/** Taking a contact out of the CRM (Q66): what the business kept of the person goes, and the chat stays under its number. */
export function registerContactDeletion(api: Api, deps: HttpDeps): void {
  api.delete(
    "/v1/contacts/:id",
    {
      config: { right: "contacts.write" },
      schema: {
        tags: ["Contacts"],
        operationId: "deleteContact",
        summary: "Take a contact out of the CRM",
        description:
          "The profile goes, with addresses, custom fields, consent and owner; addresses and outside id are free for others. Conversations stay, under the number and WhatsApp name of the person, and so do opt-outs, the history, and opportunities, activities and tasks, which have ids of their own.",
        params: idParams,
        headers: contactHeaders,
        response: {
          204: z.null().meta({ description: "The person is not in the CRM any more." }),
          ...problems(
            "contact.unknown",
            "contact.not_yours",
            "contact.not_in_crm",
            "contact.version_conflict",
          ),
        },
      },
    },
    async (request, reply) => {
      const context = { cause: causeOf(request), at: deps.clock.now() };
      const saved = await saveVisibleContact(
        {
          principal: principalOf(request),
          contactId: request.params.id,
          wantedVersion: versionIn(request.headers["if-match"]),
        },
        (contact) =>
          contact.crm === null
            ? { code: "contact.not_in_crm" }
            : changeContact(contact, { crm: null, ownerId: null }, context),
        deps,
      );
      return "code" in saved ? sendContactProblem(reply, saved) : reply.code(204).send(null);
    },
  );
}
