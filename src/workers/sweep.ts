import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { TIMER_HORIZON_MS } from "../queues/catalogue.ts";
import type { ConversationAddress, Doorbell } from "../queues/doorbell.ts";
import type { ConversationStore } from "../store/conversation-store.ts";
import type { DeliveryStore } from "../store/delivery-store.ts";
import type { FeedStore } from "../store/feed-store.ts";
import type { AdvanceConversation } from "./advance.ts";
import type { DeliverToEndpoint } from "./deliver.ts";
import type { RelayEvents } from "./relay.ts";

/** Conversations advanced side by side, so that they share the store's transactions. */
const SIDE_BY_SIDE = 64;
const BATCH_MAX = 512;
/** One sweep works at most this long; the next one goes on. Keeps a mountain of work from hiding the rest. */
const SWEEP_MS_MAX = 20_000;
const ENDPOINTS_MAX = 200;
const MIRROR_MAX = 5_000;

export interface SweepDeps {
  store: ConversationStore & FeedStore & DeliveryStore;
  clock: Clock;
  doorbell: Doorbell;
  log: Log;
  advance: AdvanceConversation;
  relay: RelayEvents;
  deliver: DeliverToEndpoint;
}

export interface Sweep {
  /**
   * Looks through the store for everything that is due or was left behind, and does it here and now: it needs no Redis. Entries count as
   * left behind when they have waited for `graceMs`. Returns whether there was any such entry.
   */
  run(options: { graceMs: number }): Promise<{ leftBehind: boolean }>;
  /** Mirrors the deadlines of the next minutes into the doorbell, for precision. */
  mirror(): Promise<void>;
}

/** The safety net under every ring: whatever Redis loses costs seconds, never the event (architecture section 2). */
export function createSweep(deps: SweepDeps): Sweep {
  let mirroredUntil = 0;

  const advanceAll = async (addresses: readonly ConversationAddress[]): Promise<void> => {
    for (let start = 0; start < addresses.length; start += SIDE_BY_SIDE) {
      const group = addresses.slice(start, start + SIDE_BY_SIDE);
      const results = await Promise.allSettled(group.map((one) => deps.advance(one, "bulk")));
      for (const [index, result] of results.entries()) {
        if (result.status === "rejected") {
          const conversationId = group[index]?.conversationId;
          deps.log.error(
            { err: result.reason, conversationId },
            "A conversation could not be advanced",
          );
        }
      }
    }
  };

  /** Repeats `find` until it finds less than a full batch, or the sweep's time is over. */
  const drain = async (find: () => Promise<ConversationAddress[]>): Promise<number> => {
    const endsAt = deps.clock.now() + SWEEP_MS_MAX;
    for (let count = 0; ;) {
      const found = await find();
      await advanceAll(found);
      count += found.length;
      if (found.length < BATCH_MAX || deps.clock.now() >= endsAt) return count;
    }
  };

  const deliverDue = async (): Promise<void> => {
    const due = await deps.store.dueEndpoints({ now: deps.clock.now(), limit: ENDPOINTS_MAX });
    for (const { workspaceId, endpointId } of due) {
      // Not awaited: a slow endpoint must not hold up the sweep.
      void deps
        .deliver(workspaceId, endpointId)
        .catch((err: unknown) =>
          deps.log.error({ err, endpointId }, "Deliveries to an endpoint failed"),
        );
    }
  };

  return {
    async run({ graceMs }) {
      const { store, clock } = deps;
      await store.repair({ limit: BATCH_MAX });
      const leftBehind = await drain(() =>
        store.waiting({ before: clock.now() - graceMs, limit: BATCH_MAX }),
      );
      await drain(() => store.due({ now: clock.now(), limit: BATCH_MAX }));
      for (const { workspaceId } of await store.unrelayed()) await deps.relay(workspaceId);
      await deliverDue();
      return { leftBehind: leftBehind > 0 };
    },

    async mirror() {
      const { store, clock, doorbell } = deps;
      const now = clock.now();
      const query = { after: Math.max(mirroredUntil, now), until: now + TIMER_HORIZON_MS };
      const upcoming = await store.upcoming({ ...query, limit: MIRROR_MAX });
      for (const { workspaceId, conversationId, dueAt } of upcoming) {
        doorbell.schedule({ workspaceId, conversationId }, dueAt);
      }
      // A full page ends inside the horizon: the next look goes on from there.
      mirroredUntil = upcoming.length < MIRROR_MAX ? query.until : (upcoming.at(-1)?.dueAt ?? now);
    },
  };
}
