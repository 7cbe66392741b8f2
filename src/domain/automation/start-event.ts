import { z } from "zod";
import { tagSchema } from "../conversation/tag.ts";
import { patternSchema, wordSchema } from "./text-match.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Names under which the contact-initiated start is known elsewhere (section 14.1); all mean the same event (Q55). */
export const STARTED_BY_CONTACT_ALIASES = [
  "conversation.opened_by_whatsapp_message",
  "conversation.opened_by_inbox_message",
] as const;

/** How long an answer is waited for before its lack starts a flow. */
const afterMs = z
  .int()
  .min(1_000)
  .max(30 * DAY_MS);

/** Which messages of the contact start a flow. */
const messageMatchSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("any") }),
  /** Any of these words stands in it, whatever the case and the accents, also inside longer words. */
  z.strictObject({ kind: z.literal("keyword"), words: z.array(wordSchema).min(1).max(50) }),
  z.strictObject({ kind: z.literal("pattern"), pattern: patternSchema }),
  /** A tap on a button, or on the quick reply of a template; `ids` null: any. */
  z.strictObject({
    kind: z.enum(["button", "list"]),
    ids: z.array(z.string().min(1).max(256)).min(1).max(50).nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal("media"),
    types: z
      .array(z.enum(["image", "video", "audio", "document", "sticker"]))
      .min(1)
      .nullable()
      .default(null),
  }),
]);

/** Events of a conversation that start a flow under their own name, with nothing more to ask. */
export const DIRECT_STARTS = [
  "conversation.started_by_contact",
  "conversation.opened",
  "conversation.closed",
  "conversation.assigned",
  "conversation.reassigned",
  "conversation.not_picked_up",
  "message.failed",
  "window.closing",
  "window.expired",
] as const;

/** What starts a flow (section 14.1 and 20.7). */
export const startEventSchema = z.discriminatedUnion("on", [
  z.strictObject({
    on: z.enum([
      ...DIRECT_STARTS,
      ...STARTED_BY_CONTACT_ALIASES,
      "contact.created",
      "contact.updated",
      /** Started by people, or by another flow's `startFlow`. */
      "manual",
      /** An HTTP call from outside, under the flow's own secret address. */
      "http",
    ]),
  }),
  z.strictObject({ on: z.literal("message.received"), match: messageMatchSchema }),
  /** The contact answers a template: taps its button, or quotes it. `names` null: any template. */
  z.strictObject({
    on: z.literal("template.answered"),
    names: z.array(z.string().min(1).max(512)).min(1).max(50).nullable().default(null),
  }),
  z.strictObject({
    on: z.literal("conversation.tagged"),
    /** Null: any tag. */
    tags: z.array(tagSchema).min(1).max(50).nullable().default(null),
  }),
  /** The contact wrote, and nobody of the team has answered for so long. */
  z.strictObject({ on: z.literal("no_answer.team"), afterMs }),
  /** The team wrote last, and the contact has not answered for so long. */
  z.strictObject({ on: z.literal("no_answer.contact"), afterMs }),
]);
export type StartEvent = z.infer<typeof startEventSchema>;

/** Where a flow listens (R14.3, Q70): every list null means everywhere. */
export const scopeSchema = z.strictObject({
  channels: z
    .array(z.enum(["whatsapp"]))
    .min(1)
    .nullable()
    .default(null),
  lines: z.array(z.string().min(1).max(64)).min(1).max(100).nullable().default(null),
  /** Ads whose click brought the contact: compared with that of the present opening. */
  adIds: z.array(z.string().min(1).max(128)).min(1).max(100).nullable().default(null),
});
export type Scope = z.infer<typeof scopeSchema>;

/** How often a flow may start (peers-and-pains 2E, chatwoot#6086). The unit is counted per flow, whatever its version. */
export const runPolicySchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.enum(["oncePerContact", "oncePerConversation", "oncePerEpisode", "always"]),
  }),
  z.strictObject({
    kind: z.literal("oncePerHours"),
    hours: z
      .int()
      .min(1)
      .max(24 * 365),
  }),
]);

/** What happens when it would start while a run of it is under way in the conversation (Q56). */
export const REENTRIES = ["skip", "restart", "parallel"] as const;
