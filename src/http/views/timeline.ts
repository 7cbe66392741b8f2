import { z } from "zod";
import type { Actor } from "../../domain/actor.ts";
import type {
  ActivityItem,
  MessageItem,
  NoteItem,
  TimelineItem,
} from "../../domain/conversation/message.ts";
import { SEND_FAILURES } from "../../domain/sending/send.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";
import { authorSchema } from "./actor.ts";
import { mediaFileSchema, type MediaFileView } from "./media.ts";
import { contentSchema, providerErrorSchema } from "./content.ts";

const maybe = z.string().nullable();

/** What a message answers, and whether it was passed on. */
export const contextSchema = z
  .object({
    sourceId: maybe.meta({ description: "WhatsApp's id of the message that this one answers." }),
    forwarded: z.boolean(),
    frequentlyForwarded: z.boolean(),
    product: z.object({ catalogId: maybe, retailerId: maybe }).nullable(),
  })
  .meta({
    id: "MessageContext",
    examples: [
      { sourceId: "wamid.HBgM", forwarded: false, frequentlyForwarded: false, product: null },
    ],
  });

/** The advertisement or post that brought the contact. */
export const referralSchema = z
  .object({
    sourceId: maybe,
    sourceType: maybe,
    sourceUrl: maybe,
    headline: maybe,
    body: maybe,
    clickId: maybe,
  })
  .meta({
    id: "MessageReferral",
    examples: [
      {
        sourceId: "120210000000000001",
        sourceType: "ad",
        sourceUrl: "https://fb.me/2x",
        headline: "Twelve chairs for the price of ten",
        body: null,
        clickId: "ARAk",
      },
    ],
  });

const pricingSchema = z.object({
  billable: z.boolean().nullable(),
  model: maybe,
  type: maybe,
  category: maybe,
});

const messageSchema = z
  .object({
    kind: z.literal("message"),
    id: z.string(),
    sourceId: maybe.meta({ description: "WhatsApp's id (wamid)." }),
    direction: z.enum(["incoming", "outgoing"]),
    origin: z.enum(["live", "echo", "history"]),
    sender: authorSchema,
    episode: z.int(),
    version: z.int(),
    occurredAt: timeSchema,
    receivedAt: timeSchema,
    content: contentSchema.nullable().meta({ description: "Null when it was revoked." }),
    file: mediaFileSchema.nullable().meta({ description: "Of messages with media." }),
    status: z
      .enum(["queued", "uncertain", "sent", "delivered", "read", "played", "failed"])
      .nullable()
      .meta({
        description:
          "`uncertain`: the answer to the send was lost, and nobody knows yet whether WhatsApp took it. It is never sent again by itself.",
      }),
    errors: z.array(providerErrorSchema),
    pricing: pricingSchema.nullable(),
    context: contextSchema.nullable(),
    referral: referralSchema.nullable(),
    reactions: z.array(
      z.object({
        by: z.enum(["contact", "business"]),
        emoji: maybe.meta({ description: "Null: taken back." }),
        occurredAt: timeSchema,
      }),
    ),
    edits: z
      .array(z.object({ content: contentSchema, replacedAt: timeSchema }))
      .meta({ description: "Earlier wordings, oldest first; none of a revoked message." }),
    revokedAt: timeSchema.nullable(),
    failure: z
      .enum(SEND_FAILURES)
      .optional()
      .meta({ description: "Why it failed; absent while it has not." }),
    resendOf: z.string().optional().meta({ description: "The message that this one repeats." }),
    resentAs: z.string().optional().meta({ description: "The message that repeats this one." }),
  })
  .meta({ id: "Message" });

const activitySchema = z
  .object({
    kind: z.literal("activity"),
    id: z.string(),
    activity: z.enum([
      "opened",
      "closed",
      "assigned",
      "unassigned",
      "handed_over",
      "picked_up",
      "not_picked_up",
      "window_expired",
      "tagged",
      "untagged",
      "call",
      "identity_changed",
    ]),
    actor: authorSchema,
    episode: z.int(),
    version: z.int(),
    occurredAt: timeSchema,
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).meta({
      description:
        "What changed. Owners stand in it by id and by name: `ownerId`, `ownerName`, `previousOwnerId`, `previousOwnerName`.",
    }),
  })
  .meta({ id: "Activity" });

const noteSchema = z
  .object({
    kind: z.literal("note"),
    id: z.string(),
    text: z.string(),
    author: authorSchema,
    episode: z.int(),
    version: z.int(),
    occurredAt: timeSchema,
  })
  .meta({ id: "Note", description: "Internal: it was never sent to the contact." });

export const timelineItemSchema = z.discriminatedUnion("kind", [
  messageSchema,
  activitySchema,
  noteSchema,
]);

export type TimelineItemView = z.infer<typeof timelineItemSchema>;

/** What a timeline says beside its items. */
export interface TimelineWords {
  /** Files by message id (`timelineFiles`). */
  files: ReadonlyMap<string, MediaFileView>;
  /** The name that people read; null when there is none. */
  nameOf: (actor: Pick<Actor, "kind" | "id">) => string | null;
}

export function timelineItemView(item: TimelineItem, words: TimelineWords): TimelineItemView {
  switch (item.kind) {
    case "message":
      return messageView(item, words);
    case "activity":
      return activityView(item, words);
    case "note":
      return noteView(item, words);
  }
}

/** What was revoked is not shown any more, in no wording. */
function messageView(item: MessageItem, { files, nameOf }: TimelineWords): TimelineItemView {
  const { conversationId: _conversationId, revokedAt, sender, ...message } = item;
  const isRevoked = revokedAt !== null;
  return {
    ...message,
    sender: { ...sender, name: nameOf(sender) },
    occurredAt: iso(item.occurredAt),
    receivedAt: iso(item.receivedAt),
    content: isRevoked ? null : item.content,
    file: isRevoked ? null : (files.get(item.id) ?? null),
    reactions: item.reactions.map((reaction) => ({
      ...reaction,
      occurredAt: iso(reaction.occurredAt),
    })),
    edits: isRevoked
      ? []
      : item.edits.map(({ content, replacedAt }) => ({ content, replacedAt: iso(replacedAt) })),
    revokedAt: isoOrNull(revokedAt),
  };
}

function activityView(item: ActivityItem, { nameOf }: TimelineWords): TimelineItemView {
  const { conversationId: _conversationId, actor, data, ...activity } = item;
  const named = (id: unknown): string | null =>
    typeof id === "string" ? nameOf({ kind: "user", id }) : null;
  return {
    ...activity,
    actor: { ...actor, name: nameOf(actor) },
    occurredAt: iso(item.occurredAt),
    data: {
      ...data,
      ...("ownerId" in data ? { ownerName: named(data["ownerId"]) } : {}),
      ...("previousOwnerId" in data ? { previousOwnerName: named(data["previousOwnerId"]) } : {}),
    },
  };
}

function noteView(item: NoteItem, { nameOf }: TimelineWords): TimelineItemView {
  const { conversationId: _conversationId, author, ...note } = item;
  return {
    ...note,
    author: { ...author, name: nameOf(author) },
    occurredAt: iso(item.occurredAt),
  };
}
