import type { Facts } from "../domain/conversation/conversation.ts";
import type { EventOf } from "./machine-event.ts";

/**
 * The auto-close clock starts at an inbound message and at nothing else (R13.9 to R13.11), if the rule was on when the
 * message was received (R13.15). A clock already running under an older duration is replaced: this inbound is newer (Q9).
 */
export function startAutoCloseClock(
  facts: Facts,
  event: EventOf<"message.received">,
): Partial<Facts> {
  const { autoClose, autoCloseActivatedAt } = event.settings;
  const runs =
    autoClose?.enabled === true &&
    autoCloseActivatedAt !== null &&
    event.at >= autoCloseActivatedAt;
  return {
    timers: { ...facts.timers, autoClose: runs ? event.visibleAt + autoClose.afterMs : null },
    autoCloseActivation: runs ? autoCloseActivatedAt : null,
  };
}

/** Whether the rule that armed the clock is still the one in force (Q9). */
export function autoCloseStands(facts: Facts, event: EventOf<"timer.autoClose">): boolean {
  const { autoClose, autoCloseActivatedAt } = event.settings;
  return autoClose?.enabled === true && facts.autoCloseActivation === autoCloseActivatedAt;
}
