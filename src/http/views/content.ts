import { z } from "zod";

const text = z.string();
const maybe = z.string().nullable();

export const providerErrorSchema = z
  .object({ code: z.int(), title: maybe, details: maybe })
  .meta({ id: "ProviderError", description: "As WhatsApp reports it; only `code` classifies." });

const mediaSchema = z.object({
  type: z.enum(["image", "video", "audio", "document", "sticker"]),
  mediaId: maybe,
  mimeType: maybe,
  sha256: maybe,
  url: maybe,
  caption: maybe,
  filename: maybe,
  voice: z.boolean(),
  animated: z.boolean(),
  awaited: z.boolean().meta({ description: "Announced by an import, and not here yet." }),
});

const locationSchema = z.object({
  type: z.literal("location"),
  latitude: z.number(),
  longitude: z.number(),
  name: maybe,
  address: maybe,
  url: maybe,
});

const contactsSchema = z.object({
  type: z.literal("contacts"),
  contacts: z.array(
    z.object({
      name: maybe,
      phones: z.array(z.object({ phone: maybe, waId: maybe, type: maybe })),
      emails: z.array(text),
      vcard: maybe,
    }),
  ),
});

const replySchema = z.object({
  type: z.literal("reply"),
  via: z.enum(["button", "list", "template"]),
  id: maybe,
  title: text,
  description: maybe,
});

const formSchema = z.object({
  type: z.literal("form"),
  name: maybe,
  body: maybe,
  responseText: maybe,
  response: z.record(text, z.unknown()).nullable(),
});

const orderSchema = z.object({
  type: z.literal("order"),
  catalogId: maybe,
  text: maybe,
  items: z.array(
    z.object({
      retailerId: text,
      quantity: z.number(),
      price: z.number().nullable(),
      currency: maybe,
    }),
  ),
});

/** Reply buttons or a list that the business sent. */
const choicesSchema = z.object({
  type: z.literal("choices"),
  via: z.enum(["buttons", "list"]),
  header: z
    .object({
      type: z.enum(["text", "image", "video", "document"]),
      text: maybe,
      mediaId: maybe,
    })
    .nullable(),
  body: text,
  footer: maybe,
  button: maybe,
  sections: z.array(
    z.object({
      title: maybe,
      rows: z.array(z.object({ id: text, title: text, description: maybe })),
    }),
  ),
});

/** What a message says (`domain/conversation/content.ts`), told by `type`. */
export const contentSchema = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("text"), text }),
    mediaSchema,
    locationSchema,
    contactsSchema,
    replySchema,
    formSchema,
    z.object({
      type: z.literal("callPermission"),
      accepted: z.boolean(),
      expiresAt: z.number().nullable().meta({ description: "Epoch milliseconds." }),
      source: maybe,
    }),
    orderSchema,
    z.object({
      type: z.literal("template"),
      name: text,
      language: text,
      text,
      values: z
        .record(text, text)
        .optional()
        .meta({ description: "Of a template sent from here: what stood in its placeholders." }),
    }),
    choicesSchema,
    z.object({
      type: z.literal("reaction"),
      targetId: text.meta({ description: "The message that the business reacted to." }),
      emoji: maybe.meta({ description: "Null: taken back." }),
    }),
    z.object({
      type: z.literal("unsupported"),
      wireType: text,
      unsupportedType: maybe,
      errors: z.array(providerErrorSchema),
    }),
  ])
  .meta({
    id: "MessageContent",
    description:
      "What a message says. `unsupported`: WhatsApp showed the person something that it does not hand on, or that is newer than this version.",
    examples: [{ type: "text", text: "Hola, ¿siguen abiertos?" }],
  });
