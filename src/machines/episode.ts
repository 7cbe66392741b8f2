import type { Facts } from "../domain/conversation/conversation.ts";
import { NOBODY_DRIVES, NO_TIMERS } from "../domain/conversation/conversation.ts";
import { givenBack } from "./driver.ts";
import type { EventOf, MachineEvent } from "./machine-event.ts";

/** Facts of a conversation that nothing has happened in. */
export const INITIAL_FACTS: Facts = {
  episode: {
    number: 0,
    openedAt: null,
    openedBy: null,
    closedAt: null,
    closedBy: null,
    description: null,
    reasonCode: null,
    rearmed: null,
    adId: null,
  },
  lastInboundAt: null,
  lastInboundId: null,
  lastInboundFrom: null,
  windowExpiresAt: null,
  ownerId: null,
  unreadCount: 0,
  markedUnread: false,
  timers: NO_TIMERS,
  autoCloseActivation: null,
  tags: [],
  driver: NOBODY_DRIVES,
};

/** Whether the conversation is closed, as its facts tell it: never opened, or its episode has ended. */
function isClosed(facts: Facts): boolean {
  return facts.episode.number === 0 || facts.episode.closedAt !== null;
}

/** Whether a contact's message opens an episode now (T1, T2; Q1). The very first always does. */
export function opensByMessage(facts: Facts, event: EventOf<"message.received">): boolean {
  return (
    isClosed(facts) && (facts.episode.number === 0 || event.settings.reopening === "automatic")
  );
}

/** Whether it opens, and the close before it left the trigger unarmed: automations are not told of this one. */
export function opensUnarmed(facts: Facts, event: EventOf<"message.received">): boolean {
  return opensByMessage(facts, event) && facts.episode.rearmed === false;
}

/** A new episode begins. */
export function openEpisode(facts: Facts, event: MachineEvent): Partial<Facts> {
  return {
    episode: {
      number: facts.episode.number + 1,
      openedAt: event.at,
      openedBy: event.actor,
      closedAt: null,
      closedBy: null,
      description: null,
      reasonCode: null,
      rearmed: null,
      adId: event.type === "message.received" ? event.adId : null,
    },
    driver: givenBack(facts.driver, event.actor),
  };
}

/** The episode ends. Unread stays as it is (R13.13, Q11); clocks that only matter while open stop. */
export function closeEpisode(
  facts: Facts,
  event: EventOf<"conversation.close" | "timer.autoClose">,
): Partial<Facts> {
  const rule = event.settings.autoClose;
  const byRule = event.type === "timer.autoClose";
  return {
    episode: {
      ...facts.episode,
      closedAt: event.at,
      closedBy: event.actor,
      description: byRule ? (rule?.description ?? null) : event.description,
      reasonCode: byRule ? (rule?.reasonCode ?? null) : event.reasonCode,
      rearmed: byRule || event.rearm,
    },
    timers: { ...facts.timers, autoClose: null, pickup: null },
    autoCloseActivation: null,
    // Whoever talked has ended it: what is said afterwards, by an automation too, is said anew.
    driver: givenBack(facts.driver, event.actor),
  };
}
