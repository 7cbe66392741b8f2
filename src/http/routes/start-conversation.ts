import { z } from "zod";
import { phoneSchema } from "../../domain/contact/phone.ts";
import type { Api } from "../api.ts";
import { unconditionalHeaders } from "../commands/command-route.ts";
import type { HttpDeps } from "../deps.ts";
import { idSchema, problems } from "../schemas.ts";
import { askedTemplateSchema } from "../../domain/template/asked-template.ts";
import { sentSchema } from "../sending/sent.ts";
import { startConversation } from "../sending/start-conversation.ts";

const DESCRIPTION = `
With a contact, or with a number, which becomes a contact when nobody has it: \`phone\` is E.164 with its plus, and the forms of one number in
Brazil, Mexico and Argentina are one contact's. The conversation that they have on the line is used, and opened when it is closed; a new one
is yours. The window stays shut until the contact answers, and the answer starts no automation.

The template is judged first, as in \`POST /v1/conversations/{id}/messages\`: what is refused leaves neither contact nor conversation behind.
`.trim();

const startBody = z
  .strictObject({
    line: idSchema.meta({ description: "The line that writes." }),
    contactId: idSchema.optional(),
    phone: phoneSchema.optional(),
    template: askedTemplateSchema.omit({ type: true }),
  })
  .refine(({ contactId, phone }) => (contactId === undefined) !== (phone === undefined), {
    path: ["contactId"],
    error: "either contactId or phone is needed, and not both",
  })
  .meta({
    examples: [
      {
        line: "100000000000001",
        phone: "+5215555550001",
        template: {
          name: "pedido_listo",
          language: "es_MX",
          bindings: { "body.1": { kind: "field", field: "firstName", default: "amigo" } },
        },
      },
    ],
  });

/** The business writes first (article 3.4 to 3.6): a template, to whoever is meant. */
export function registerStartConversation(api: Api, deps: HttpDeps): void {
  api.post(
    "/v1/conversations",
    {
      config: { right: "inbox.write" },
      schema: {
        tags: ["Commands"],
        operationId: "startConversation",
        summary: "Start a conversation by a template",
        description: DESCRIPTION,
        headers: unconditionalHeaders,
        body: startBody,
        response: {
          201: sentSchema,
          ...problems(
            "line.unknown",
            "contact.unknown",
            "conversation.not_yours",
            "contact.unreachable",
            "contact.number_taken",
            "contact.opted_out",
            "template.not_sendable",
            "template.needs_phone",
            "template.incomplete",
            "idempotency.key_reused",
          ),
        },
      },
    },
    async (request, reply) => {
      const { line: lineId, contactId, phone, template } = request.body;
      const wanted = contactId === undefined ? { phone: phone ?? "" } : { contactId };
      const callerKey = request.headers["idempotency-key"];
      return startConversation({ lineId, wanted, template, callerKey }, { request, reply }, deps);
    },
  );
}
