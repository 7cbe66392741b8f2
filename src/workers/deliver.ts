import type { EndpointId, WorkspaceId } from "../domain/ids.ts";
import type { Doorbell } from "../queues/doorbell.ts";
import type { ClaimedDelivery, DeliveryStore, Settlement } from "../store/delivery-store.ts";
import type { SettingsStore } from "../store/settings-store.ts";
import { attemptDelivery, type AttemptDeps, type Target } from "./attempt-delivery.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import type { Pause } from "./pause.ts";

/**
 * Longer than a request may take (15 s, `channels/endpoint/client.ts`), so that a lease never ends under a request; and no longer than
 * that needs, because what a killed process had under way waits so long before it goes out again.
 */
const LEASE_MS = 20_000;
/** An endpoint with much to receive gives its place to others now and then. */
const TURN_MS = 5_000;
/** Answers that come within this time of each other are settled together: durable commits are what deliveries spend their time on. */
const GATHER_MS = 50;

export interface DeliverDeps extends AttemptDeps {
  store: DeliveryStore & Pick<SettingsStore, "endpoint">;
  doorbell: Doorbell;
  pause: Pause;
  /** Requests to one endpoint at a time, so that one slow customer cannot take every slot (reliability.md 2.6). */
  inFlightMax: number;
  /** Aborted when the process stops: nothing more is claimed, and what was claimed is carried out. */
  stopping?: AbortSignal;
}

export type DeliverToEndpoint = (workspaceId: WorkspaceId, endpointId: EndpointId) => Promise<void>;

/**
 * Delivers what waits for one endpoint: claim a few, post them side by side, settle those that were answered while the next few are
 * claimed. At least once: a crash between the answer and its settlement posts the same body under the same `webhook-id` again.
 */
export function createDeliver(deps: DeliverDeps): DeliverToEndpoint {
  return oneAtATime(
    (workspaceId, endpointId) => `${workspaceId} ${endpointId}`,
    async (workspaceId, endpointId) => {
      const endpoint = await deps.store.endpoint(workspaceId, endpointId);
      if (endpoint === null || !endpoint.enabled) return;
      await new DeliveryTurn(deps, { endpoint, health: endpoint.health, disabled: false }).run();
    },
  );
}

/** A while in which one endpoint gets its deliveries. */
class DeliveryTurn {
  readonly #deps: DeliverDeps;
  readonly #target: Target;
  readonly #endsAt: number;
  readonly #inFlight = new Set<Promise<void>>();
  #answered: Settlement[] = [];
  /** Whether less was due than could be claimed. Whatever comes later is rung for. */
  #isEmptied = false;

  constructor(deps: DeliverDeps, target: Target) {
    this.#deps = deps;
    this.#target = target;
    this.#endsAt = deps.clock.now() + TURN_MS;
  }

  async run(): Promise<void> {
    try {
      while (this.#mayClaim()) {
        await Promise.all([this.#claim(), this.#settle()]);
        await this.#gather();
      }
      if (!this.#isEmptied && !this.#target.disabled) this.#ringAgain();
    } finally {
      // Whoever is next begins with nothing in flight, or the limit would not hold.
      while (this.#inFlight.size > 0 || this.#answered.length > 0) {
        await this.#settle();
        await this.#gather();
      }
    }
  }

  #mayClaim(): boolean {
    const { clock, stopping } = this.#deps;
    const isOver = clock.now() >= this.#endsAt || stopping?.aborted === true;
    return !this.#isEmptied && !this.#target.disabled && !isOver;
  }

  async #claim(): Promise<void> {
    const { store, clock, inFlightMax } = this.#deps;
    const { workspaceId, id } = this.#target.endpoint;
    const limit = inFlightMax - this.#inFlight.size;
    const now = clock.now();
    const claimed = await store.claim(workspaceId, id, { now, leaseMs: LEASE_MS, limit });
    this.#isEmptied = claimed.length < limit;
    for (const one of claimed) this.#begin(one);
  }

  #begin(claimed: ClaimedDelivery): void {
    const attempt = attemptDelivery(this.#deps, this.#target, claimed).then((settlement) => {
      this.#inFlight.delete(attempt);
      this.#answered.push(settlement);
    });
    this.#inFlight.add(attempt);
  }

  /** Waits for an answer, and a moment for those that come about the same time. Who takes longer holds up nobody. */
  async #gather(): Promise<void> {
    if (this.#inFlight.size === 0) return;
    const all = Promise.all(this.#inFlight);
    // What was answered while others were settled has its answer: it must not wait for that of a request which hangs.
    if (this.#answered.length === 0) await Promise.race(this.#inFlight);
    await Promise.race([all, this.#deps.pause(GATHER_MS)]);
  }

  async #settle(): Promise<void> {
    const settlements = this.#answered;
    this.#answered = [];
    await Promise.all(settlements.map((one) => this.#settleOne(one)));
  }

  /** A settlement that the store does not take is as good as a crash: the lease ends, and the same body goes out again. */
  async #settleOne(settlement: Settlement): Promise<void> {
    const { endpointId, deliveryId } = settlement;
    try {
      await this.#deps.store.settle(settlement);
    } catch (err) {
      this.#deps.log.error({ err, endpointId, deliveryId }, "A delivery could not be settled");
    }
  }

  #ringAgain(): void {
    const { workspaceId, id } = this.#target.endpoint;
    this.#deps.doorbell.ringEndpoint(workspaceId, id);
  }
}
