import { assertEvent, assign, setup } from "xstate";
import type { Facts } from "../domain/conversation/conversation.ts";
import type { Announcement } from "./announcement.ts";
import { autoCloseStands, startAutoCloseClock } from "./auto-close.ts";
import { closeEpisode, opensByMessage, opensUnarmed, openEpisode } from "./episode.ts";
import { driverAfter } from "./driver.ts";
import type { MachineEvent } from "./machine-event.ts";
import { byPerson, giveTo, isHandOver, isOwner, ownerOnOpening, readCounts } from "./owner.ts";
import { keepsWindowOpen, mayBeSent, noteInbound, refutes, shutWindow } from "./window.ts";

const ofInbound = ["message.received", "call.received"] as const;

/**
 * The vocabulary of the conversation machine: its guards and actions by name. The regions are written in it; what the words
 * mean stands in pure functions of (facts, event) beside this file.
 *
 * All guards of one event see the facts before it; actions then run in order, region by region.
 */
export const conversationSetup = setup({
  types: { context: {} as Facts, events: {} as MachineEvent },
  guards: {
    timerIsCurrent: ({ context, event }) => isCurrent(context, event),
    autoCloseRuleStands: ({ context, event }) => {
      assertEvent(event, "timer.autoClose");
      return isCurrent(context, event) && autoCloseStands(context, event);
    },
    opensByMessage: ({ context, event }) => {
      assertEvent(event, "message.received");
      return opensByMessage(context, event);
    },
    opensUnarmed: ({ context, event }) => {
      assertEvent(event, "message.received");
      return opensUnarmed(context, event);
    },
    /** The late echo of a message sent before the close does not open again (Q54). */
    wasSentAfterClosing: ({ context, event }) => {
      assertEvent(event, "message.echoed");
      return event.occurredAt > (context.episode.closedAt ?? -1);
    },
    mayBeSent: ({ context, event }) => {
      assertEvent(event, "message.send");
      return mayBeSent(context, event);
    },
    isInTime: ({ context, event }) => {
      assertEvent(event, ofInbound);
      return keepsWindowOpen(context, event);
    },
    refutesWindow: ({ context, event }) => {
      assertEvent(event, "window.refuted");
      return refutes(context, event);
    },
    losesOwnerByOpening: ({ context, event }) => {
      assertEvent(event, "message.received");
      return opensByMessage(context, event) && ownerOnOpening(context, event) === null;
    },
    changesOwnerByOpening: ({ context, event }) => {
      assertEvent(event, "message.received");
      return opensByMessage(context, event) && ownerOnOpening(context, event) !== context.ownerId;
    },
    goesToNobody: ({ event }) => {
      assertEvent(event, "conversation.assign");
      return event.ownerId === null;
    },
    goesToSomebodyElse: ({ context, event }) => {
      assertEvent(event, "conversation.assign");
      return isHandOver(context, event);
    },
    goesToNewOwner: ({ context, event }) => {
      assertEvent(event, "conversation.assign");
      return event.ownerId !== context.ownerId;
    },
    /** Q5, for a message that may go out: one that is refused makes nobody an owner. */
    startsWithPerson: ({ context, event }) => {
      assertEvent(event, "message.send");
      return (
        context.episode.number === 0 && event.actor.kind === "user" && mayBeSent(context, event)
      );
    },
    ownerAnswers: ({ context, event }) => {
      assertEvent(event, "message.send");
      return isOwner(context, event.actor) && mayBeSent(context, event);
    },
    personAnswers: ({ context, event }) => {
      assertEvent(event, "message.send");
      return byPerson(event) && mayBeSent(context, event);
    },
    isOwner: ({ context, event }) => isOwner(context, event.actor),
    readCounts: ({ context, event }) => readCounts(context, event.actor),
    asksForMark: ({ context, event }) => {
      assertEvent(event, "conversation.assign");
      return event.markUnread && !context.markedUnread;
    },
    /** Somebody else talks from now on; a message counts only if it may go out. */
    changesDriver: ({ context, event }) =>
      driverAfter(context, event) !== context.driver &&
      (event.type !== "message.send" || mayBeSent(context, event)),
    isUnmarked: ({ context }) => !context.markedUnread,
  },
  actions: {
    announce: (_args, _params: Announcement) => {},
    openEpisode: assign(({ context, event }) => openEpisode(context, event)),
    closeEpisode: assign(({ context, event }) => {
      assertEvent(event, ["conversation.close", "timer.autoClose"]);
      return closeEpisode(context, event);
    }),
    startAutoCloseClock: assign(({ context, event }) => {
      assertEvent(event, "message.received");
      return startAutoCloseClock(context, event);
    }),
    noteInbound: assign(({ context, event }) => {
      assertEvent(event, ofInbound);
      return noteInbound(context, event);
    }),
    shutWindow: assign(({ context, event }) => {
      assertEvent(event, ["timer.windowExpired", "window.refuted"]);
      return shutWindow(context, event);
    }),
    giveToTarget: assign(({ context, event }) => {
      assertEvent(event, "conversation.assign");
      return giveTo(context, event);
    }),
    giveByOpening: assign(({ context, event }) => {
      assertEvent(event, "message.received");
      return {
        ownerId: ownerOnOpening(context, event),
        timers: { ...context.timers, pickup: null },
      };
    }),
    giveToSender: assign(({ event }) => ({ ownerId: event.actor.id })),
    stopAutoClose: assign(({ context }) => ({ timers: { ...context.timers, autoClose: null } })),
    stopPickup: assign(({ context }) => ({ timers: { ...context.timers, pickup: null } })),
    stopClosing: assign(({ context }) => ({ timers: { ...context.timers, windowClosing: null } })),
    countUnread: assign(({ context }) => ({ unreadCount: context.unreadCount + 1 })),
    passDriver: assign(({ context, event }) => ({ driver: driverAfter(context, event) })),
    markUnread: assign({ markedUnread: true }),
    clearUnread: assign({ unreadCount: 0, markedUnread: false }),
  },
});

/** A firing counts only while its deadline is still the stored one: whoever moved a deadline has the last word. */
function isCurrent(facts: Facts, event: MachineEvent): boolean {
  switch (event.type) {
    case "timer.windowClosing":
      return facts.timers.windowClosing === event.dueAt;
    case "timer.windowExpired":
      return facts.timers.windowExpired === event.dueAt;
    case "timer.autoClose":
      return facts.timers.autoClose === event.dueAt;
    case "timer.pickup":
      return facts.timers.pickup === event.dueAt;
    default:
      return false;
  }
}
