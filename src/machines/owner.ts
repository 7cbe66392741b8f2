import type { Actor } from "../domain/actor.ts";
import type { Facts } from "../domain/conversation/conversation.ts";
import type { UserId } from "../domain/ids.ts";
import type { EventOf, MachineEvent } from "./machine-event.ts";

/** Owner after a contact's message opened an episode, by the line's setting (Q3). */
export function ownerOnOpening(facts: Facts, event: EventOf<"message.received">): UserId | null {
  switch (event.settings.ownerOnReopening) {
    case "keep":
      return facts.ownerId;
    case "unassign":
      return null;
    case "contactOwner":
      return event.contactOwnerId;
  }
}

export function isOwner(facts: Facts, actor: Actor): boolean {
  return actor.kind === "user" && actor.id === facts.ownerId;
}

/**
 * Reading clears the unread mark for everybody, so it counts only from the owner, or from anybody while there is no owner: an
 * administrator who looks into somebody's conversation must not hide it from them (Q10).
 */
export function readCounts(facts: Facts, actor: Actor): boolean {
  return facts.ownerId === null || isOwner(facts, actor);
}

/** Whether a person did this, rather than an automation (Q12). */
export function byPerson(event: MachineEvent): boolean {
  return event.actor.kind === "user" || event.actor.kind === "phone";
}

/** Somebody else gets a conversation that had an owner, and has not seen it yet: handed over. */
export function isHandOver(facts: Facts, event: EventOf<"conversation.assign">): boolean {
  const self = event.actor.kind === "user" && event.actor.id === event.ownerId;
  const changes = event.ownerId !== null && event.ownerId !== facts.ownerId;
  return facts.ownerId !== null && changes && !self;
}

/** The new owner, and with a hand-over the deadline to pick it up. */
export function giveTo(facts: Facts, event: EventOf<"conversation.assign">): Partial<Facts> {
  const deadline = isHandOver(facts, event) ? event.settings.pickupMs : null;
  return {
    ownerId: event.ownerId,
    timers: { ...facts.timers, pickup: deadline === null ? null : event.at + deadline },
  };
}
