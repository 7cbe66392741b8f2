import { z } from "zod";
import type { OutgoingContent, OutgoingMessage } from "./outgoing.ts";
import { contactsSchema } from "./outgoing/contacts-schema.ts";
import { buttonsSchema, listSchema } from "./outgoing/interactive-schema.ts";
import {
  audioSchema,
  documentSchema,
  pictureSchema,
  stickerSchema,
} from "./outgoing/media-schema.ts";
import { messageIdSchema } from "./outgoing/message-id-schema.ts";
import { reactionSchema } from "./outgoing/reaction-schema.ts";
import { maybeWritten, TEXT_CHARS_MAX, written } from "./outgoing/written.ts";

/** Messages of one command. */
export const MESSAGES_MAX = 30;

const PLACE_CHARS_MAX = 1_024;

const textSchema = z.strictObject({
  type: z.literal("text"),
  text: written(TEXT_CHARS_MAX),
  /** Whether WhatsApp shows the page behind the first link. */
  previewUrl: z.boolean().default(false),
});

const locationSchema = z.strictObject({
  type: z.literal("location"),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: maybeWritten(PLACE_CHARS_MAX),
  address: maybeWritten(PLACE_CHARS_MAX),
});

/** Everything that is written by hand, with the limits of the Cloud API (WhatsApp section 8): all of it needs an open window. */
export const FREE_FORM_SCHEMAS = [
  textSchema,
  pictureSchema,
  audioSchema,
  documentSchema,
  stickerSchema,
  locationSchema,
  contactsSchema,
  buttonsSchema,
  listSchema,
  reactionSchema,
] as const;

/** A template that was filled in. Its limits were those of the template when that was done. */
const templateSchema = z.strictObject({
  type: z.literal("template"),
  name: z.string().min(1).max(512),
  language: z.string().min(2).max(16),
  category: z.string().min(1).max(64),
  components: z.array(z.record(z.string(), z.unknown())).max(64),
  text: z.string().max(32_768),
  values: z.record(z.string(), z.string()),
});

export const outgoingContentSchema = z.discriminatedUnion("type", [
  ...FREE_FORM_SCHEMAS,
  templateSchema,
]) satisfies z.ZodType<OutgoingContent>;

/** What a command sends: one message, ready to go. */
export const outgoingMessageSchema = z
  .strictObject({
    content: outgoingContentSchema,
    replyToId: messageIdSchema.nullable().default(null),
  })
  .refine(
    ({ content, replyToId }) => content.type !== "reaction" || replyToId === null,
    "a reaction answers no message",
  ) satisfies z.ZodType<OutgoingMessage>;
