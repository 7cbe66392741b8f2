import type { Facts, Timers } from "../domain/conversation/conversation.ts";
import { extendedExpiry, mayWriteFreely } from "../domain/conversation/window.ts";
import type { EventOf, MachineEvent } from "./machine-event.ts";

/** Free-form messages need an open window; templates never do (T5 to T7). */
export function mayBeSent(facts: Facts, event: EventOf<"message.send">): boolean {
  return !event.freeForm || mayWriteFreely(facts, event.at);
}

type Inbound = EventOf<"message.received" | "call.received">;

/**
 * Whether an inbound leaves an open window behind. One that is delivered a day late does not (Q21), and neither does one that is older than
 * the newest: when that one's window is shut, it was shut by the clock, or WhatsApp said so and knew of both (WhatsApp section 7).
 */
export function keepsWindowOpen(facts: Facts, event: Inbound): boolean {
  const { occurredAt, settings } = event;
  const expiresAt = extendedExpiry(facts.windowExpiresAt, occurredAt, settings.windowMs);
  return isNewest(facts, event) && expiresAt > event.at;
}

/** The newest inbound decides the window's end; an older one that arrives late moves nothing (Q21). */
export function noteInbound(facts: Facts, event: Inbound): Partial<Facts> {
  if (!isNewest(facts, event)) return {};
  const { occurredAt, settings } = event;
  const expiresAt = extendedExpiry(facts.windowExpiresAt, occurredAt, settings.windowMs);
  const inbound = {
    lastInboundAt: occurredAt,
    lastInboundId: event.type === "message.received" ? event.messageId : facts.lastInboundId,
    lastInboundFrom: event.from,
  };
  if (expiresAt === facts.windowExpiresAt && facts.timers.windowExpired !== null) return inbound;
  const shut = expiresAt <= event.at;
  return {
    ...inbound,
    windowExpiresAt: expiresAt,
    timers: windowTimers(facts, event, shut ? null : expiresAt),
  };
}

function isNewest({ lastInboundAt }: Facts, { occurredAt }: Inbound): boolean {
  return lastInboundAt === null || occurredAt >= lastInboundAt;
}

function windowTimers(facts: Facts, event: MachineEvent, expiresAt: number | null): Timers {
  const lead = event.settings.closingLeadMs;
  return {
    ...facts.timers,
    windowExpired: expiresAt,
    windowClosing: expiresAt !== null && lead > 0 ? expiresAt - lead : null,
  };
}

/** The window is shut: by the clock, or because WhatsApp says so. */
export function shutWindow(
  facts: Facts,
  event: EventOf<"timer.windowExpired" | "window.refuted">,
): Partial<Facts> {
  const windowExpiresAt =
    event.type === "window.refuted"
      ? Math.min(facts.windowExpiresAt ?? event.occurredAt, event.occurredAt)
      : facts.windowExpiresAt;
  return {
    windowExpiresAt,
    timers: { ...facts.timers, windowExpired: null, windowClosing: null },
  };
}

/** A refusal speaks of the moment of the send: an inbound after it has opened the window anew (WhatsApp section 7). */
export function refutes(facts: Facts, event: EventOf<"window.refuted">): boolean {
  return facts.lastInboundAt === null || event.occurredAt >= facts.lastInboundAt;
}
