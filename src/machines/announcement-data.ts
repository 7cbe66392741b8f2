import type { Facts } from "../domain/conversation/conversation.ts";
import type { EventType } from "../domain/events.ts";
import { secondsLeft } from "../domain/conversation/window.ts";
import type { MachineEvent } from "./machine-event.ts";

type Data = Record<string, string | number | boolean | null>;

/** What an announced event says beside its envelope: the facts that changed, in the words of the API. */
export function announcementData(type: EventType, before: Facts, after: Facts, at: number): Data {
  switch (type) {
    case "conversation.started_by_contact":
      return { episode: after.episode.number, adId: after.episode.adId };
    case "conversation.opened":
      return {
        episode: after.episode.number,
        openedBy: after.episode.openedBy?.kind ?? null,
        adId: after.episode.adId,
      };
    case "conversation.closed":
      return {
        episode: after.episode.number,
        closedBy: after.episode.closedBy?.kind ?? null,
        description: after.episode.description,
        reasonCode: after.episode.reasonCode,
        rearmed: after.episode.rearmed,
        unread: after.unreadCount > 0 || after.markedUnread,
      };
    case "conversation.assigned":
    case "conversation.unassigned":
    case "conversation.reassigned":
      return {
        ownerId: after.ownerId,
        previousOwnerId: before.ownerId,
        pickupDueAt: iso(after.timers.pickup),
      };
    case "conversation.picked_up":
    case "conversation.not_picked_up":
      return { ownerId: after.ownerId };
    case "window.opened":
    case "window.closing":
    case "window.expired":
      return {
        lastInboundAt: iso(after.lastInboundAt),
        expiresAt: iso(after.windowExpiresAt),
        secondsLeft: secondsLeft(after.windowExpiresAt, at),
      };
    default:
      return {};
  }
}

/** Of how many, and by which rule, an automation chose the new owner (Q42). */
export function chosenData(type: EventType, event: MachineEvent): Data {
  const isGiven = type === "conversation.assigned" || type === "conversation.reassigned";
  if (!isGiven || event.type !== "conversation.assign" || event.chosen === undefined) return {};
  const { by, of } = event.chosen;
  return { chosenBy: by, chosenOf: of };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
