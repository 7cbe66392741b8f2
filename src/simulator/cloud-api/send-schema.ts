import { z } from "zod";
import { interactiveSchema } from "./interactive-schema.ts";

/** Media by id or by link, never both (section 8). */
const mediaSource = { id: z.string().min(1).optional(), link: z.url().optional() };

const hasOneSource = (media: { id?: string | undefined; link?: string | undefined }): boolean =>
  (media.id === undefined) !== (media.link === undefined);

const oneSource = { error: "exactly one of id and link is required" };
const caption = z.string().max(1_024).optional();

const imageSchema = z.object({ ...mediaSource, caption }).refine(hasOneSource, oneSource);
const documentSchema = z
  .object({ ...mediaSource, caption, filename: z.string().max(240).optional() })
  .refine(hasOneSource, oneSource);
const audioSchema = z
  .object({ ...mediaSource, voice: z.boolean().optional() })
  .refine(hasOneSource, oneSource);
const stickerSchema = z.object(mediaSource).refine(hasOneSource, oneSource);

const parameterSchema = z.looseObject({
  type: z.string(),
  parameter_name: z.string().optional(),
  text: z.string().optional(),
});

const templateSchema = z.object({
  name: z.string().min(1).max(512),
  language: z.looseObject({ code: z.string().min(2) }),
  components: z
    .array(
      z.looseObject({
        type: z.enum([
          "header",
          "body",
          "button",
          "limited_time_offer",
          "carousel",
          "HEADER",
          "BODY",
          "BUTTON",
        ]),
        parameters: z.array(parameterSchema).optional(),
      }),
    )
    .optional(),
});

const common = {
  messaging_product: z.literal("whatsapp"),
  recipient_type: z.literal("individual").optional(),
  to: z.string().min(1).optional(),
  recipient: z
    .string()
    .regex(/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/)
    .optional(),
  context: z.object({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
};

/** A send as Meta checks it before accepting. Limits are those of section 8. */
export const sendSchema = z.discriminatedUnion("type", [
  z.object({
    ...common,
    type: z.literal("text"),
    text: z.object({ body: z.string().min(1).max(4_096), preview_url: z.boolean().optional() }),
  }),
  z.object({ ...common, type: z.literal("image"), image: imageSchema }),
  z.object({ ...common, type: z.literal("video"), video: imageSchema }),
  z.object({ ...common, type: z.literal("audio"), audio: audioSchema }),
  z.object({ ...common, type: z.literal("document"), document: documentSchema }),
  z.object({ ...common, type: z.literal("sticker"), sticker: stickerSchema }),
  z.object({
    ...common,
    type: z.literal("location"),
    location: z.object({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      name: z.string().optional(),
      address: z.string().optional(),
    }),
  }),
  z.object({ ...common, type: z.literal("contacts"), contacts: z.array(z.looseObject({})).min(1) }),
  z.object({ ...common, type: z.literal("interactive"), interactive: interactiveSchema }),
  z.object({ ...common, type: z.literal("template"), template: templateSchema }),
  z.object({
    ...common,
    type: z.literal("reaction"),
    context: z.never().optional(),
    reaction: z.object({ message_id: z.string().min(1), emoji: z.string() }),
  }),
]);

/** A send that passed. */
export type SendRequest = z.infer<typeof sendSchema>;

/** A read receipt, with or without the typing indicator. */
export const receiptSchema = z.object({
  messaging_product: z.literal("whatsapp"),
  status: z.literal("read"),
  message_id: z.string().min(1),
  typing_indicator: z.object({ type: z.literal("text") }).optional(),
});
