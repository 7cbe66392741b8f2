import { ACME, anAttempt, SECOND, T0 } from "../../support/builders.ts";
import type { Settlement } from "../../../src/store/delivery-store.ts";

/** The endpoint that tests of deliveries send to. */
export const ENDPOINT = "endpoint-1";

function settlementOf(deliveryId: string, number: number): Omit<Settlement, "next"> {
  return {
    workspaceId: ACME,
    endpointId: ENDPOINT,
    deliveryId,
    attempt: anAttempt(number),
    health: null,
    disable: null,
  };
}

/** The attempt arrived. */
export function delivered(deliveryId: string, number: number): Settlement {
  const attempt = anAttempt(number, { result: "delivered", status: 204, reason: null });
  const next = { state: "delivered" as const, at: T0 + SECOND };
  return { ...settlementOf(deliveryId, number), attempt, next };
}

/** The attempt failed, and is to be repeated. */
export function retry(deliveryId: string, nextAttemptAt: number, number = 1): Settlement {
  return { ...settlementOf(deliveryId, number), next: { state: "pending", nextAttemptAt } };
}

/** The attempt failed, and was the last one. */
export function dead(deliveryId: string, number: number): Settlement {
  return { ...settlementOf(deliveryId, number), next: { state: "dead", at: T0 + SECOND } };
}
