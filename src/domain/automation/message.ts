import { z } from "zod";
import { FREE_FORM_SCHEMAS } from "../sending/outgoing-schema.ts";
import { askedTemplateSchema } from "../template/asked-template.ts";

const [text, picture, audio, document, sticker, location, , buttons, list] = FREE_FORM_SCHEMAS;

/**
 * What a flow sends: the same as an agent may, with placeholders `{{contact.firstName|amigo}}` or `{{vars.color|rojo}}` in its texts. Each
 * has a default, which stands in for what is missing or blank (R7.5).
 */
export const flowMessageSchema = z.discriminatedUnion("type", [
  text,
  picture,
  audio,
  document,
  sticker,
  location,
  buttons,
  list,
]);
export type FlowMessage = z.infer<typeof flowMessageSchema>;

export const flowTemplateSchema = askedTemplateSchema.omit({ type: true });
export type FlowTemplate = z.infer<typeof flowTemplateSchema>;
