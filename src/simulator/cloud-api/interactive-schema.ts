import { z } from "zod";

const footer = z.object({ text: z.string().min(1).max(60) }).optional();
const textHeader = z.object({ type: z.literal("text"), text: z.string().min(1).max(60) });
const mediaHeader = z.looseObject({ type: z.enum(["image", "video", "document"]) });

const buttonsSchema = z.object({
  type: z.literal("button"),
  header: z.union([textHeader, mediaHeader]).optional(),
  body: z.object({ text: z.string().min(1).max(1_024) }),
  footer,
  action: z.object({
    buttons: z
      .array(
        z.object({
          type: z.literal("reply"),
          reply: z.object({ id: z.string().min(1).max(256), title: z.string().min(1).max(20) }),
        }),
      )
      .min(1)
      .max(3),
  }),
});

const rowSchema = z.object({
  id: z.string().min(1).max(200),
  title: z.string().min(1).max(24),
  description: z.string().max(72).optional(),
});

const listSchema = z.object({
  type: z.literal("list"),
  header: textHeader.optional(),
  body: z.object({ text: z.string().min(1).max(4_096) }),
  footer,
  action: z.object({
    button: z.string().min(1).max(20),
    sections: z
      .array(z.object({ title: z.string().max(24).optional(), rows: z.array(rowSchema).min(1) }))
      .min(1)
      .max(10)
      .refine(
        (sections) => sections.reduce((sum, { rows }) => sum + rows.length, 0) <= 10,
        "at most 10 rows in all sections together",
      ),
  }),
});

/** The kinds whose inside is not checked here. */
const otherSchema = z.looseObject({
  type: z.enum([
    "cta_url",
    "flow",
    "location_request_message",
    "address_message",
    "product",
    "product_list",
    "catalog_message",
    "call_permission_request",
    "request_contact_info",
    "carousel",
  ]),
});

/** `interactive` of a send (section 8). */
export const interactiveSchema = z.discriminatedUnion("type", [
  buttonsSchema,
  listSchema,
  otherSchema,
]);
