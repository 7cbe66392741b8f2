import { z } from "zod";
import { askedMessageSchema, replyToIdSchema } from "../../domain/sending/asked-message.ts";
import { MESSAGES_MAX } from "../../domain/sending/outgoing-schema.ts";

/** A list of messages. Each is judged on its own (Q36), so here they may be anything. */
export const askedListSchema = z.strictObject({
  messages: z
    .array(z.union([askedMessageSchema, z.unknown()]))
    .min(1)
    .max(MESSAGES_MAX)
    .meta({ description: "In the order in which they are to leave." }),
  replyToId: replyToIdSchema.meta({ description: "The message that the first of them answers." }),
});

/** The body of the route, as the documentation has it: what is in it is judged message by message. */
export const messagesBody = z.union([askedListSchema, askedMessageSchema, z.looseObject({})]).meta({
  examples: [
    { type: "text", text: "Sí, hasta las ocho." },
    {
      type: "template",
      name: "pedido_listo",
      language: "es_MX",
      bindings: { "body.1": { kind: "field", field: "firstName", default: "amigo" } },
    },
    {
      replyToId: "m17",
      messages: [
        { type: "image", mediaId: "med_0k2f7v9c1m3n5p7q9s1u", caption: "En azul" },
        { type: "image", mediaId: "med_1k2f7v9c1m3n5p7q9s1u" },
      ],
    },
  ],
});
