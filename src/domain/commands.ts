import { z } from "zod";
import type { Conversation } from "./conversation.ts";

/** To whom a conversation goes (R10.2): a user, nobody, or whoever owns the contact. */
export const assignTargetSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("user"), userId: z.string().min(1).max(128) }),
  z.strictObject({ kind: z.literal("nobody") }),
  z.strictObject({ kind: z.literal("contactOwner") }),
]);
export type AssignTarget = z.infer<typeof assignTargetSchema>;

/** A closing description: 1 to 1,000 characters after trimming (R13.2, Q7). */
export const descriptionSchema = z.string().trim().min(1).max(1_000);

/** Everything people and programs may ask of a conversation. Imperative, where events are past tense. */
export const commandSchema = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("close"),
    description: descriptionSchema,
    reasonCode: z.string().trim().min(1).max(64).nullable().default(null),
    /** Optional new owner, applied before the close in the same step (R13.3, R13.4). */
    handOverTo: assignTargetSchema.nullable().default(null),
  }),
  z.strictObject({ name: z.literal("reopen") }),
  z.strictObject({
    name: z.literal("assign"),
    target: assignTargetSchema,
    markUnread: z.boolean().default(false),
  }),
  z.strictObject({ name: z.literal("read") }),
  z.strictObject({ name: z.literal("unread") }),
]);
export type Command = z.infer<typeof commandSchema>;
export type CommandName = Command["name"];

/** Why a command is not possible now. Codes are stable; the API says them in problem documents. */
export type Refusal =
  | "conversation.already_closed"
  | "conversation.already_open"
  | "conversation.never_opened"
  | "contact.has_no_owner"
  | "window.none"
  | "window.expired";

export interface CommandAvailability {
  name: CommandName;
  enabled: boolean;
  reason?: Refusal;
}

/**
 * Which commands are possible on this conversation, and why the others are not. The machine's guards ask the same
 * predicates, so the answer shown and the answer given cannot differ.
 */
export function availableCommands(conversation: Conversation): CommandAvailability[] {
  const closed = conversation.regions.lifecycle === "closed";
  const neverOpened = conversation.facts.episode.number === 0;
  const closing: CommandAvailability = closed
    ? {
        name: "close",
        enabled: false,
        reason: neverOpened ? "conversation.never_opened" : "conversation.already_closed",
      }
    : { name: "close", enabled: true };
  const reopening: CommandAvailability = closed
    ? { name: "reopen", enabled: true }
    : { name: "reopen", enabled: false, reason: "conversation.already_open" };
  return [
    closing,
    reopening,
    { name: "assign", enabled: true },
    { name: "read", enabled: true },
    { name: "unread", enabled: true },
  ];
}
