import { z } from "zod";
import { actorSchema } from "../views/actor.ts";
import type { EventType } from "../../domain/events.ts";
import { LATER, ursula } from "../openapi/examples/story.ts";
import { maybe, maybeTime, ofStep, ownerChange, text } from "./parts.ts";
import type { EventPages } from "./page.ts";
import { asked, fired, heard, MARTA, ofConversation } from "./told.ts";

const episode = z.int().meta({ description: "Number of the stretch from opening to closing." });
const adId = maybe.meta({ description: "Ad or post of the message that opened it." });
/** Who it was, in one word; the whole of it stands in `cause.actor`. */
const kindOf = actorSchema.shape.kind;

const startedData = ofStep({ episode, adId }).meta({ id: "ConversationStartedData" });
const openedData = ofStep({ episode, openedBy: kindOf, adId }).meta({
  id: "ConversationOpenedData",
});
const closedData = ofStep({
  episode,
  closedBy: kindOf,
  description: text,
  reasonCode: maybe,
  rearmed: z.boolean().meta({
    description: "Whether the contact's next opening may start automations again.",
  }),
  unread: z.boolean().meta({ description: "Closed while somebody still had to look." }),
}).meta({ id: "ConversationClosedData" });
const owner = {
  ...ownerChange,
  pickupDueAt: maybeTime.meta({
    description: "Until when the new owner has to read or answer, on lines with such a deadline.",
  }),
};
const ownerData = ofStep(owner).meta({ id: "ConversationOwnerData" });
const givenData = ofStep({
  ...owner,
  chosenBy: z
    .enum(["roundRobin", "fewestOpen"])
    .optional()
    .meta({ description: "Where a flow chose the new owner: by which rule." }),
  chosenOf: z.int().min(1).optional().meta({ description: "Of how many who could have had it." }),
}).meta({ id: "ConversationGivenData" });
const pickupData = ofStep({ ownerId: text }).meta({ id: "ConversationPickupData" });
const plainData = ofStep({}).meta({ id: "ConversationPlainData" });
const tags = z.array(text).meta({ description: "All that it carries now." });
const taggedData = ofStep({ tags, added: z.array(text) }).meta({ id: "ConversationTaggedData" });
const untaggedData = ofStep({ tags, removed: z.array(text) }).meta({
  id: "ConversationUntaggedData",
});
const notedData = ofStep({ note: z.object({ id: text, text, author: actorSchema }) }).meta({
  id: "ConversationNotedData",
});

/** Life of a conversation, whose it is, and who has to look. */
export const CONVERSATION_EVENTS = {
  "conversation.started_by_contact": {
    means: "The contact has started the conversation: the trigger of automations.",
    when: "With a message of the contact that opens the conversation, the first time or after a close, exactly once for each opening. Not when the business wrote first, when somebody reopened it by hand, when it was open already, or after a close with `rearm: false`.",
    rules: ["T1", "T2", "T3", "R13.7", "Q55"],
    data: startedData,
    example: ofConversation("conversation.started_by_contact", {
      version: 17,
      cause: heard("m:wamid.HBgN"),
      data: { episode: 2, adId: null },
    }),
  },
  "conversation.opened": {
    means: "An episode has begun: there is something to do here.",
    when: "However it began: by a message of the contact, by one of the business, or by hand. Not while it is open already, and not for reactions, calls or imported history.",
    rules: ["T1", "T2", "T8", "T11", "Q1"],
    data: openedData,
    example: ofConversation("conversation.opened", {
      version: 17,
      cause: heard("m:wamid.HBgN"),
      data: { episode: 2, openedBy: "contact", adId: null },
    }),
  },
  "conversation.closed": {
    means: "The episode has ended, and why is told.",
    when: "By hand, or by the line's auto-close rule, which `closedBy` calls `rule`. It says nothing of the window. Not when a second close is refused.",
    rules: ["T9", "T10", "R13.2", "R13.8", "Q52"],
    data: closedData,
    example: ofConversation("conversation.closed", {
      version: 31,
      at: LATER,
      cause: asked("close-771"),
      data: {
        episode: 2,
        closedBy: "user",
        description: "Sold twelve chairs",
        reasonCode: "sold",
        rearmed: true,
        unread: false,
      },
    }),
  },
  "conversation.assigned": {
    means: "Somebody owns what was nobody's, or was given it when the contact opened it again.",
    when: "By assigning, claiming, or writing first to somebody, and by the line's setting for reopenings. Not when it goes from one owner to another by hand, which is `conversation.reassigned`.",
    rules: ["T12", "Q3", "Q5", "Q13"],
    data: givenData,
    example: ofConversation("conversation.assigned", {
      version: 19,
      cause: asked("assign-771"),
      data: { ownerId: ursula.id, previousOwnerId: null, pickupDueAt: null },
    }),
  },
  "conversation.unassigned": {
    means: "Nobody owns it any more.",
    when: "By hand, when its owner can have none any more, and by the line's setting for reopenings.",
    rules: ["T12", "R10.2", "Q3", "Q46"],
    data: ownerData,
    example: ofConversation("conversation.unassigned", {
      version: 22,
      cause: asked("assign-773"),
      data: { ownerId: null, previousOwnerId: ursula.id, pickupDueAt: null },
    }),
  },
  "conversation.reassigned": {
    means: "It was handed from one owner to another, who has neither read nor answered yet.",
    when: "At each hand-over. Not when it goes to the owner that it has.",
    rules: ["T12", "R10.5", "Q43"],
    data: givenData,
    example: ofConversation("conversation.reassigned", {
      version: 21,
      cause: asked("assign-772"),
      data: { ownerId: MARTA, previousOwnerId: ursula.id, pickupDueAt: LATER },
    }),
  },
  "conversation.picked_up": {
    means: "The new owner has read or answered.",
    when: "Once after each hand-over. Not when somebody else reads or answers.",
    rules: ["T12", "T13"],
    data: pickupData,
    example: ofConversation("conversation.picked_up", {
      version: 23,
      cause: asked("read-771"),
      data: { ownerId: ursula.id },
    }),
  },
  "conversation.not_picked_up": {
    means: "The new owner has let the line's pick-up deadline pass.",
    when: "Once after a hand-over, on lines with such a deadline.",
    rules: ["T12"],
    data: pickupData,
    example: ofConversation("conversation.not_picked_up", {
      version: 24,
      at: LATER,
      cause: fired("pickup", LATER),
      data: { ownerId: MARTA },
    }),
  },
  "conversation.read": {
    means: "The unread mark is gone, for everybody.",
    when: "When the owner reads, or a person answers, here or in the phone app. Not when a colleague only looks, not by an automation's answer, and not by closing.",
    rules: ["T13", "Q10", "Q11", "Q12"],
    data: plainData,
    example: ofConversation("conversation.read", { version: 18, cause: asked("read-770") }),
  },
  "conversation.unread": {
    means: "Somebody has marked it unread by hand.",
    when: "By the command, or when it is assigned with the mark. Not for messages that come in: these are `message.received`.",
    rules: ["T13", "R9.1", "R9.2"],
    data: plainData,
    example: ofConversation("conversation.unread", { version: 20, cause: asked("unread-770") }),
  },
  "conversation.tagged": {
    means: "It carries tags that it did not carry before.",
    when: "Once for all tags that a command adds. Not for tags that were there.",
    rules: [],
    data: taggedData,
    example: ofConversation("conversation.tagged", {
      version: 25,
      cause: asked("tag-771"),
      data: { tags: ["chairs", "vip"], added: ["chairs"] },
    }),
  },
  "conversation.untagged": {
    means: "Tags were taken off.",
    when: "Once for all tags that a command takes off. Not for tags that were not there.",
    rules: [],
    data: untaggedData,
    example: ofConversation("conversation.untagged", {
      version: 26,
      cause: asked("untag-771"),
      data: { tags: ["vip"], removed: ["chairs"] },
    }),
  },
  "conversation.noted": {
    means: "A colleague has written a note for colleagues, which the contact never gets.",
    when: "For each note.",
    rules: ["Q38"],
    data: notedData,
    example: ofConversation("conversation.noted", {
      version: 27,
      cause: asked("note-771"),
      data: {
        note: {
          id: "n27",
          text: "Wants them before Christmas",
          author: { kind: "user", id: ursula.id },
        },
      },
    }),
  },
} satisfies EventPages<Extract<EventType, `conversation.${string}`>>;
