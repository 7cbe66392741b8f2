import { announce } from "../announcement.ts";
import { conversationSetup } from "../setup.ts";

const assigned = announce("conversation.assigned", "assigned");
const unassigned = announce("conversation.unassigned", "unassigned");
const handedOver = announce("conversation.reassigned", "handed_over");
const pickedUp = announce("conversation.picked_up", "picked_up");

/** A contact's message opens an episode, and the line's setting changes the owner (Q3). */
const opening = [
  {
    guard: "losesOwnerByOpening",
    target: "unassigned",
    actions: ["giveByOpening", unassigned],
  },
  { guard: "changesOwnerByOpening", target: "assigned", actions: ["giveByOpening", assigned] },
] as const;

/** T12. To its present owner: nothing changes (Q43). */
const assigning = [
  { guard: "goesToNobody", target: "unassigned", actions: ["giveToTarget", unassigned] },
  { guard: "goesToSomebodyElse", target: "reassigned", actions: ["giveToTarget", handedOver] },
  { guard: "goesToNewOwner", target: "assigned", actions: ["giveToTarget", assigned] },
] as const;

const pickUp = { target: "assigned", actions: ["stopPickup", pickedUp] } as const;

/**
 * Whose it is. `reassigned` is handed to a new owner who has neither read nor answered; on a line with a pick-up deadline it is
 * announced when nobody does in time.
 */
export const ownership = conversationSetup.createStateConfig({
  initial: "unassigned",
  states: {
    unassigned: {
      on: {
        "message.received": {
          guard: "changesOwnerByOpening",
          target: "assigned",
          actions: ["giveByOpening", assigned],
        },
        "conversation.assign": {
          guard: "goesToNewOwner",
          target: "assigned",
          actions: ["giveToTarget", assigned],
        },
        // Q5: who writes first to somebody becomes the owner.
        "message.send": {
          guard: "startsWithPerson",
          target: "assigned",
          actions: ["giveToSender", assigned],
        },
      },
    },
    assigned: { on: { "message.received": opening, "conversation.assign": assigning } },
    reassigned: {
      on: {
        "message.received": opening,
        "conversation.assign": assigning,
        "conversation.read": { guard: "isOwner", ...pickUp },
        "message.send": { guard: "ownerAnswers", ...pickUp },
        "timer.pickup": {
          guard: "timerIsCurrent",
          actions: ["stopPickup", announce("conversation.not_picked_up", "not_picked_up")],
        },
      },
    },
  },
});
