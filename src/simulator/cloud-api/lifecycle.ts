import type { Contact } from "../contact.ts";
import { webhookError, type ErrorCode } from "../error-catalogue.ts";
import { statusUpdate, type Pricing, type StatusName } from "../payloads/status.ts";
import type { LineRef } from "../payloads/update.ts";
import type { AcceptedSend } from "./send-log.ts";
import type { Span, World } from "./world.ts";

/** What will become of an accepted send. */
export interface Fate {
  /** `failed` with this code instead of `sent`. */
  failsWith?: ErrorCode;
  /** No status ever comes (30 days of retries, then silence; section 3, "TTL"). */
  isSilent?: boolean;
  /** `sent` at this very moment, before the answer to the call. */
  sentNow?: boolean;
  pricing?: Pricing;
  /** `to` or `recipient`: a failed send to a phone names no BSUID. */
  addressedBy: "phone" | "bsuid";
}

/** Lets the statuses of a send happen, one after the other, on the simulator's clock. */
export function liveOut(world: World, send: AcceptedSend, fate: Fate): void {
  const line = world.lines.get(send.phoneNumberId);
  const contact = world.contacts.get(send.contactId ?? "");
  if (line === undefined || fate.isSilent === true) return;
  const after = (span: Span, run: () => void): void =>
    void world.clock.at(world.clock.now() + world.random.int(span.min, span.max), run);
  const report = (status: StatusName): void =>
    reportStatus(world, { send, line, contact, fate }, status);
  const { rules, random } = world;

  const reading = (skipsDelivered: boolean): void =>
    after(rules.readAfterMs, () => {
      if (skipsDelivered) contact?.received.push(send);
      report("read");
    });
  const delivery = (): void => {
    // Drawn before any branch, so that one contact's habits do not shift another's draws.
    const skipsDelivered = random.chance(rules.skipDeliveredShare);
    const reads = contact?.profile.reads ?? true;
    if (contact === undefined || contact.profile.isOffline === true) return;
    if (skipsDelivered && reads) return reading(true);
    after(rules.deliveredAfterMs, () => {
      contact.received.push(send);
      report("delivered");
      if (reads) reading(false);
    });
  };
  const begin = (): void => {
    if (fate.failsWith !== undefined) return report("failed");
    report("sent");
    // Reactions are only ever reported as sent (section 3).
    if (send.type === "reaction") contact?.received.push(send);
    else delivery();
  };
  if (fate.sentNow === true) begin();
  else after(rules.sentAfterMs, begin);
}

function reportStatus(
  world: World,
  of: { send: AcceptedSend; line: LineRef; contact: Contact | undefined; fate: Fate },
  status: StatusName,
): void {
  const { send, line, contact, fate } = of;
  const at = world.clock.now();
  send.statuses.push({ status, at });
  const { to } = send.request;
  const stranger = { name: "", ...(typeof to === "string" && { waId: to.replaceAll(/\D/g, "") }) };
  world.emit(
    statusUpdate({
      line,
      id: send.wamid,
      status,
      at,
      to: contact?.identity() ?? stranger,
      addressedBy: fate.addressedBy,
      withContacts: contact !== undefined,
      ...(send.callbackData !== undefined && { callbackData: send.callbackData }),
      ...(fate.pricing !== undefined &&
        status !== "failed" &&
        status !== "read" && {
          pricing: fate.pricing,
        }),
      ...(fate.failsWith !== undefined && { errors: [webhookError(fate.failsWith)] }),
    }),
  );
}
