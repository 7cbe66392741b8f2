import { receiveWebhook, type WebhookReceipt } from "../../channels/whatsapp/intake-webhook.ts";
import type { Clock } from "../../clock.ts";
import type { Ids } from "../../ids.ts";
import type { Doorbell } from "../../queues/doorbell.ts";
import type { Accepted, IntakeStore } from "../../store/intake-store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { hearPreferences, type PreferenceDeps } from "./hear-preferences.ts";
import { ringAccepted } from "./ring-accepted.ts";
import { stopFaultyLines, type FaultDeps } from "./stop-faulty-lines.ts";

export interface WebhookDeps {
  store: Pick<IntakeStore, "accept"> & PreferenceDeps["store"] & FaultDeps["store"];
  stopLine: FaultDeps["stopLine"];
  doorbell: Pick<Doorbell, "ringConversations" | "ringTemplates" | "ringRelay">;
  clock: Clock;
  ids: Ids;
  /** The app's secrets. */
  secrets: readonly string[];
}

/** How many items of a webhook went which way. */
export type ItemCounts = Record<Accepted["kind"], number>;

export type WebhookAnswer =
  /** Every item stands durably: answer 200. */
  | { kind: "accepted"; counts: ItemCounts }
  | Exclude<WebhookReceipt, { kind: "accepted" }>
  /** Whether the items were written is unknown: answer 503, and WhatsApp repeats them under the same keys. */
  | { kind: "unavailable" };

/**
 * Takes one webhook: verify, parse, write all items in one durable commit, ring. Rings are not awaited: the work stands in the
 * store and the sweep finds it there, so Redis being away changes nothing but latency (architecture section 1, decision 1).
 * Free of HTTP, because the deterministic simulation runs exactly this.
 *
 * @param request.rawBody the bytes as they came; any change breaks the signature
 * @throws whatever the store throws besides `StoreUnavailableError`
 */
export async function acceptWebhook(
  request: { rawBody: Buffer; signature: string | string[] | undefined },
  deps: WebhookDeps,
): Promise<WebhookAnswer> {
  const receipt = receiveWebhook({ ...request, secrets: deps.secrets });
  if (receipt.kind !== "accepted") return receipt;
  const counts: ItemCounts = { accepted: 0, duplicate: 0, parked: 0, noticed: 0 };
  if (receipt.items.length === 0) return { kind: "accepted", counts };

  let accepted: Accepted[];
  try {
    const receivedAt = deps.clock.now();
    const newContactId = () => deps.ids.next("ct");
    accepted = await deps.store.accept(receipt.items, { receivedAt, newContactId });
    await hearPreferences(receipt.items, accepted, { ...deps, receivedAt });
    await stopFaultyLines(receipt.items, accepted, { ...deps, receivedAt });
  } catch (error) {
    if (error instanceof StoreUnavailableError) return { kind: "unavailable" };
    throw error;
  }
  ringAccepted(deps.doorbell, accepted);
  for (const { kind } of accepted) counts[kind] += 1;
  return { kind: "accepted", counts };
}
