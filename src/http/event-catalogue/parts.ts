import { z } from "zod";
import { PARTIES } from "./told.ts";
import { timeSchema } from "../schemas.ts";

/** What events say of several things in the same words. */
export const text = z.string();
export const maybe = z.string().nullable();
export const maybeTime = timeSchema.nullable();

const lineSchema = z
  .object({ id: text, name: text })
  .meta({ id: "EventLine", examples: [PARTIES.line] });

const contactSchema = z
  .object({
    id: text,
    name: text.meta({ description: "The profile name in WhatsApp; empty when never told." }),
    waId: maybe,
    userId: maybe,
    username: maybe,
  })
  .meta({
    id: "EventContact",
    examples: [PARTIES.contact],
    description:
      "As known when it happened. Any of `waId`, `userId` and `username` may be null, but not all that identify.",
  });

/** Data of an event of a conversation's step: line and contact, so that receivers need not ask, and what happened. */
export function ofStep<T extends z.ZodRawShape>(shape: T) {
  return z.object({ line: lineSchema, contact: contactSchema, ...shape });
}

const version = z.int().meta({ description: "Of the contact, or of the record: its `ETag`." });

/** Data of an event of a contact in the CRM. */
export function ofContact<T extends z.ZodRawShape>(shape: T) {
  return z.object({ contactId: text, version, ...shape });
}

/** Data of an event of an opportunity, an activity or a task. */
export function ofRecord<T extends z.ZodRawShape>(shape: T) {
  return z.object({ recordId: text, contactId: text, version, ...shape });
}

/** Whose it is from now on, and whose it was; null: nobody's. */
export const ownerChange = { ownerId: maybe, previousOwnerId: maybe };
