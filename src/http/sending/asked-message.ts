import { z } from "zod";
import { FREE_FORM_SCHEMAS, MESSAGES_MAX } from "../../domain/sending/outgoing-schema.ts";
import { messageIdSchema } from "../../domain/sending/outgoing/message-id-schema.ts";
import { askedTemplateSchema } from "../../domain/template/asked-template.ts";

const replyToId = messageIdSchema.nullable().default(null).meta({
  description: "The message of this conversation that it answers, by the id of the timeline.",
});

const [text, picture, audio, document, sticker, location, contacts, buttons, list, reaction] =
  FREE_FORM_SCHEMAS;

/** What may be asked for. A template is named, and what it becomes is our business. */
const options = [
  text.extend({ replyToId }),
  picture.extend({ replyToId }),
  audio.extend({ replyToId }),
  document.extend({ replyToId }),
  sticker.extend({ replyToId }),
  location.extend({ replyToId }),
  contacts.extend({ replyToId }),
  buttons.extend({ replyToId }),
  list.extend({ replyToId }),
  reaction,
  askedTemplateSchema.extend({ replyToId }),
] as const;

const TYPES = options.flatMap(({ shape: { type } }) =>
  "options" in type ? type.options : [...type.values],
);

/** One message as an agent asks for it (WhatsApp section 8). */
export const askedMessageSchema = z
  .discriminatedUnion("type", options, {
    error: ({ code, path }) =>
      code === "invalid_union" && path?.at(-1) === "type"
        ? `must be one of ${TYPES.join(", ")}`
        : undefined,
  })
  .meta({ id: "MessageToSend" });

export type AskedMessage = z.infer<typeof askedMessageSchema>;

/** A list of messages. Each is judged on its own (Q36), so here they may be anything. */
export const askedListSchema = z.strictObject({
  messages: z
    .array(z.union([askedMessageSchema, z.unknown()]))
    .min(1)
    .max(MESSAGES_MAX)
    .meta({ description: "In the order in which they are to leave." }),
  replyToId: replyToId.meta({ description: "The message that the first of them answers." }),
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
