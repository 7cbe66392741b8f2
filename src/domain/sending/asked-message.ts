import { z } from "zod";
import { askedTemplateSchema } from "../template/asked-template.ts";
import { FREE_FORM_SCHEMAS } from "./outgoing-schema.ts";
import { messageIdSchema } from "./outgoing/message-id-schema.ts";

/** The message of the conversation that one answers. */
export const replyToIdSchema = messageIdSchema.nullable().default(null).meta({
  description: "The message of this conversation that it answers, by the id of the timeline.",
});

const [text, picture, audio, document, sticker, location, contacts, buttons, list, reaction] =
  FREE_FORM_SCHEMAS;

/** What may be asked for. A template is named, and what it becomes is our business. */
const options = [
  text.extend({ replyToId: replyToIdSchema }),
  picture.extend({ replyToId: replyToIdSchema }),
  audio.extend({ replyToId: replyToIdSchema }),
  document.extend({ replyToId: replyToIdSchema }),
  sticker.extend({ replyToId: replyToIdSchema }),
  location.extend({ replyToId: replyToIdSchema }),
  contacts.extend({ replyToId: replyToIdSchema }),
  buttons.extend({ replyToId: replyToIdSchema }),
  list.extend({ replyToId: replyToIdSchema }),
  reaction,
  askedTemplateSchema.extend({ replyToId: replyToIdSchema }),
] as const;

const TYPES = options.flatMap(({ shape: { type } }) =>
  "options" in type ? type.options : [...type.values],
);

/** One message as an agent, or a flow, asks for it (WhatsApp section 8). */
export const askedMessageSchema = z
  .discriminatedUnion("type", options, {
    error: ({ code, path }) =>
      code === "invalid_union" && path?.at(-1) === "type"
        ? `must be one of ${TYPES.join(", ")}`
        : undefined,
  })
  .meta({ id: "MessageToSend" });

export type AskedMessage = z.infer<typeof askedMessageSchema>;
