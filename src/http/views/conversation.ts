import { z } from "zod";
import { availableCommands, COMMAND_NAMES } from "../../domain/conversation/commands.ts";
import { displayNameOf, summaryOf } from "../../domain/contact/contact.ts";
import type { Visibility } from "../../domain/people/visibility.ts";
import { stateOf, type Regions } from "../../domain/conversation/conversation.ts";
import { e164 } from "../../domain/contact/phone.ts";
import { freeFormEndsAt, secondsLeft } from "../../domain/conversation/window.ts";
import type { ConversationRow } from "../../store/reader.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";
import { actorSchema } from "./actor.ts";
import { CONVERSATION_EXAMPLE } from "./conversation-example.ts";

const lineSchema = z.object({ id: z.string(), name: z.string(), displayPhoneNumber: z.string() });

const contactSchema = z.object({
  id: z.string(),
  name: z.string().meta({
    description: "Of the CRM, or else of the WhatsApp profile; empty when there is neither.",
  }),
  profileName: z.string().meta({ description: "In WhatsApp; empty when it never told one." }),
  phone: z
    .string()
    .nullable()
    .meta({ description: "E.164 with its plus. A WhatsApp user need not have one." }),
  waId: z.string().nullable(),
  userId: z.string().nullable().meta({ description: "Business-scoped user id." }),
  username: z.string().nullable(),
  isCrmContact: z.boolean(),
});

const windowSchema = z
  .object({
    state: z.enum(["none", "open", "expired"]),
    lastInboundAt: timeSchema.nullable(),
    expiresAt: timeSchema.nullable(),
    secondsLeft: z.int(),
    freeFormUntil: timeSchema.nullable().meta({
      description: "Until then free-form messages are taken: a minute less than the window.",
    }),
  })
  .meta({ description: "The customer service window, as of `now`." });

const episodeSchema = z
  .object({
    number: z.int(),
    openedAt: timeSchema.nullable(),
    openedBy: actorSchema.nullable(),
    closedAt: timeSchema.nullable(),
    closedBy: actorSchema.nullable(),
    description: z.string().nullable(),
    reasonCode: z.string().nullable(),
    rearmed: z.boolean().nullable().meta({
      description:
        "Whether its end lets the contact's next message fire `conversation.started_by_contact`; null before.",
    }),
    adId: z.string().nullable(),
  })
  .meta({ description: "The stretch from opening to closing that is under way or was last." });

const lastMessageSchema = z.object({
  id: z.string(),
  direction: z.enum(["incoming", "outgoing"]),
  type: z.string(),
  text: z.string(),
  occurredAt: timeSchema,
});

export const ownerSchema = z.object({ id: z.string(), name: z.string() });

export const commandAvailabilitySchema = z.object({
  name: z.enum(COMMAND_NAMES),
  enabled: z.boolean(),
  reason: z
    .string()
    .optional()
    .meta({ description: "Why not: the code that the refusal would have." }),
});

const conversationStateSchema = z
  .enum(["open", "window-expired", "closed", "reassigned"])
  .meta({ description: "The short answer; the regions beside it are independent of each other." });

/** Architecture section 7, "Conversation". */
export const conversationSchema = z
  .object({
    id: z.string(),
    line: lineSchema,
    contact: contactSchema,
    state: conversationStateSchema,
    lifecycle: z.enum(["open", "closed"]),
    window: windowSchema,
    ownership: z.enum(["unassigned", "assigned", "reassigned"]),
    attention: z.enum(["read", "unread"]),
    owner: ownerSchema.nullable(),
    unread: z.object({ count: z.int(), marked: z.boolean() }),
    tags: z.array(z.string()),
    episode: episodeSchema,
    lastMessage: lastMessageSchema.nullable(),
    lastActivityAt: timeSchema.nullable(),
    version: z.int().meta({ description: 'Also the ETag: `"v17"`.' }),
    commands: z.array(commandAvailabilitySchema),
    now: timeSchema.meta({ description: "The time for which all this was said." }),
  })
  .meta({ id: "Conversation", examples: [CONVERSATION_EXAMPLE] });

export type ConversationView = z.infer<typeof conversationSchema>;

/** The conversation for somebody who may change conversations within `act`. */
export function conversationView(
  row: ConversationRow,
  { now, act }: { now: number; act: Visibility },
): ConversationView {
  const { conversation, line, contact, owner } = row;
  const { facts } = conversation;
  const regions = regionsAt(row, now);
  const { waId, ...summary } = summaryOf(contact);
  return {
    id: conversation.id,
    line,
    contact: {
      ...summary,
      name: displayNameOf(contact),
      profileName: contact.name,
      waId,
      phone: waId === null ? null : e164(waId),
      isCrmContact: contact.crm !== null,
    },
    state: stateOf(regions),
    lifecycle: regions.lifecycle,
    window: {
      state: regions.window,
      lastInboundAt: isoOrNull(facts.lastInboundAt),
      expiresAt: isoOrNull(facts.windowExpiresAt),
      secondsLeft: regions.window === "open" ? secondsLeft(facts.windowExpiresAt, now) : 0,
      freeFormUntil: isoOrNull(freeFormEndsAt(facts)),
    },
    ownership: regions.ownership,
    attention: regions.attention,
    owner,
    unread: { count: facts.unreadCount, marked: facts.markedUnread },
    tags: [...facts.tags],
    episode: episodeView(facts.episode),
    lastMessage: lastMessageView(conversation.lastMessage),
    lastActivityAt: isoOrNull(conversation.lastActivityAt),
    version: conversation.version,
    commands: availableCommands(conversation, { now, within: act }),
    now: iso(now),
  };
}

export function etagOf(version: number): string {
  return `"v${version}"`;
}

/**
 * The regions as they are at `now`: a window whose end has passed is shut, also in the seconds before the engine has got
 * around to saying so, and whoever trusted `open` would be refused by WhatsApp.
 */
function regionsAt({ conversation }: ConversationRow, now: number): Regions {
  const { regions, facts } = conversation;
  const isOver =
    regions.window === "open" && facts.windowExpiresAt !== null && facts.windowExpiresAt <= now;
  return isOver ? { ...regions, window: "expired" } : regions;
}

function episodeView(
  episode: ConversationRow["conversation"]["facts"]["episode"],
): ConversationView["episode"] {
  return {
    ...episode,
    openedAt: isoOrNull(episode.openedAt),
    closedAt: isoOrNull(episode.closedAt),
  };
}

function lastMessageView(
  message: ConversationRow["conversation"]["lastMessage"],
): ConversationView["lastMessage"] {
  return message === null ? null : { ...message, occurredAt: iso(message.occurredAt) };
}
