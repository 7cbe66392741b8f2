import { z } from "zod";
import { MESSAGES_MAX, outgoingContentSchema, outgoingMessageSchema } from "./outgoing-schema.ts";
import { messageIdSchema } from "./outgoing/message-id-schema.ts";

/** A message that was asked for and is not sent. Codes and rules are those of the answer to whoever asked. */
const refusedMessageSchema = z.strictObject({
  /** Its place among those asked for. */
  index: z.int().min(0),
  code: z.string(),
  errors: z.array(z.strictObject({ field: z.string(), rule: z.string() })),
});
export type RefusedMessage = z.infer<typeof refusedMessageSchema>;

/** Sends messages, one after another in one step (Q36, T5 to T8). */
export const sendSchema = z.strictObject({
  name: z.literal("send"),
  messages: z.array(outgoingMessageSchema).min(1).max(MESSAGES_MAX),
  /** What was asked for beside them, in vain: kept so that a repeat is told the same. */
  refused: z.array(refusedMessageSchema).max(MESSAGES_MAX).default([]),
  /** Of a run's messages: the lease of the driver under which it decided them (Q50). Not said: people send them. */
  lease: z.int().min(0).optional(),
});

export type SendCommand = z.infer<typeof sendSchema>;

/** Sends a failed or uncertain message again, as a new one. People decide that: a message is never repeated by itself. */
export const resendSchema = z.strictObject({
  name: z.literal("resend"),
  messageId: messageIdSchema,
  /** What was sent, and what it answered: as the outbox has them. */
  content: outgoingContentSchema,
  replyToId: messageIdSchema.nullable(),
});

export type ResendCommand = z.infer<typeof resendSchema>;

/** Shows the contact for up to 25 seconds that somebody writes, and marks their newest message read at WhatsApp. */
export const typingSchema = z.strictObject({ name: z.literal("typing") });

/** Takes the unread mark away. */
export const readSchema = z.strictObject({
  name: z.literal("read"),
  /** Whether the contact is told that their newest message was read. Not said: no. */
  receipt: z.boolean().optional(),
});
