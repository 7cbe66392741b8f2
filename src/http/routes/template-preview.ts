import { z } from "zod";
import { bindingsSchema } from "../../domain/template/binding.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { conversationToRead } from "../access/conversation-for.ts";
import { visibleContact } from "../crm/contact-access.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { idParams, idSchema, problems } from "../schemas.ts";
import { bindFor } from "../../sending/bind-for.ts";
import { templateSchema, templateView } from "../views/template.ts";

const previewBody = z
  .strictObject({
    contactId: idSchema.optional().meta({ description: "Whose fields are put in." }),
    conversationId: idSchema.optional().meta({ description: "With whose contact." }),
    bindings: bindingsSchema.default({}),
  })
  .refine(
    ({ contactId, conversationId }) => contactId === undefined || conversationId === undefined,
    { path: ["conversationId"], error: "cannot stand beside contactId" },
  )
  .meta({
    examples: [
      {
        contactId: "ct_0k2f7v9c1m3n5p7q9s1u",
        bindings: { "body.1": { kind: "field", field: "firstName", default: "amigo" } },
      },
    ],
  });

const previewSchema = z
  .object({
    text: z.string().meta({ description: "As the contact reads it." }),
    values: z.record(z.string(), z.string()).meta({ description: "What stands in its slots." }),
    defaults: z.array(z.string()).meta({
      description: "Slots in which the default stands, the contact having nothing there.",
    }),
    problems: z
      .array(z.object({ slot: z.string(), rule: z.string() }))
      .meta({ description: "Everything that is missing or wrong." }),
    sendable: templateSchema.shape.sendable.meta({
      description: "Whether the template can be sent now, whatever it is bound to.",
    }),
    obstacle: templateSchema.shape.obstacle,
  })
  .meta({
    id: "TemplatePreview",
    examples: [
      {
        text: "Hola amigo, tu pedido está listo.",
        values: { "body.1": "amigo" },
        defaults: ["body.1"],
        problems: [],
        sendable: true,
        obstacle: null,
      },
    ],
  });

/** What a template would say to somebody. */
export function registerTemplatePreview(api: Api, { store, clock }: HttpDeps): void {
  api.post(
    "/v1/templates/:id/preview",
    {
      config: { right: "inbox.read" },
      schema: {
        tags: ["Templates"],
        operationId: "previewTemplate",
        summary: "What a template would say to somebody",
        description:
          "For a contact, or the contact of a conversation; for nobody in particular every default stands. Sends nothing.",
        params: idParams,
        body: previewBody,
        response: {
          200: previewSchema,
          ...problems("template.unknown", "contact.unknown", "conversation.unknown"),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { workspaceId, userId: sender } = principal;
      const template = await store.template(workspaceId, request.params.id);
      if (template === null) return sendProblem(reply, "template.unknown");
      const { contactId, conversationId, bindings } = request.body;
      const row =
        conversationId === undefined
          ? null
          : await conversationToRead(principal, conversationId, store);
      if (conversationId !== undefined && row === null) {
        return sendProblem(reply, "conversation.unknown");
      }
      const contact =
        contactId === undefined
          ? (row?.contact ?? null)
          : ((await visibleContact(principal, contactId, store))?.contact ?? null);
      if (contactId !== undefined && contact === null) return sendProblem(reply, "contact.unknown");
      const bound = await bindFor({ template, bindings, contact, sender, now: clock.now() }, store);
      const { sendable, obstacle } = templateView(template);
      const nothing = { text: "", values: {}, defaults: [], problems: [] };
      const { text, values, defaults, problems: missing } = bound ?? nothing;
      return { text, values, defaults, problems: missing, sendable, obstacle };
    },
  );
}
