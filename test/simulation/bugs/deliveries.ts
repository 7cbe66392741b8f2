import type { Relayed } from "../../../src/store/feed-store.ts";
import type { Store } from "../../../src/store/store.ts";
import type { MemoryStore } from "../../support/memory-store/memory-store.ts";
import type { Sabotage } from "./sabotage.ts";

/** Mistakes on the way out. */
export const DELIVERY_BUGS: Sabotage[] = [
  {
    name: "draws a new webhook id for every attempt",
    process: ({ sign, world }) => ({
      sign: (content) => sign({ ...content, id: `${content.id}_${world.chance.int(0, 9_999)}` }),
    }),
  },
  {
    name: "signs every attempt with the time of the first",
    process({ sign }) {
      const firstAt = new Map<string, number>();
      return {
        sign(content) {
          const sentAt = firstAt.get(content.id) ?? content.sentAt;
          firstAt.set(content.id, sentAt);
          return sign({ ...content, sentAt });
        },
      };
    },
  },
  { name: "counts an attempt only after it", from: 2, database: countAfter },
  {
    name: "moves the relay's cursor before it fans out",
    from: 2,
    database: moveCursorOnly,
    process: ({ store, life }) => ({ store: fanOutAfterwards(store, () => life.clock.now()) }),
  },
];

function countAfter(store: MemoryStore): MemoryStore {
  const settled = new Map<string, number>();
  return {
    ...store,
    async settle(settlement) {
      const { deliveryId } = settlement;
      settled.set(deliveryId, (settled.get(deliveryId) ?? 0) + 1);
      return store.settle(settlement);
    },
    dump: () =>
      store.dump().map((dump) => ({
        ...dump,
        deliveries: dump.deliveries.map((row) => {
          const attempts = settled.get(row.delivery.id) ?? 0;
          return { ...row, delivery: { ...row.delivery, attempts } };
        }),
      })),
  };
}

/** What a relay went past, kept beside its answer. */
const wentPast = new WeakMap<Relayed, { fromSeq: number; toSeq: number }>();

/** A relay that finds every endpoint switched off, and goes past the events. */
function moveCursorOnly(store: MemoryStore): MemoryStore {
  const cursors = new Map<string, number>();
  return {
    ...store,
    async relay(workspaceId, options) {
      const endpoints = await store.endpoints(workspaceId);
      for (const endpoint of endpoints) await store.putEndpoint({ ...endpoint, enabled: false });
      const relayed = await store.relay(workspaceId, options);
      for (const endpoint of endpoints) await store.putEndpoint(endpoint);
      const fromSeq = (cursors.get(workspaceId) ?? 0) + 1;
      const toSeq = fromSeq + relayed.events - 1;
      cursors.set(workspaceId, toSeq);
      wentPast.set(relayed, { fromSeq, toSeq });
      return relayed;
    },
  };
}

function fanOutAfterwards(store: Store, now: () => number): Store {
  return {
    ...store,
    async relay(workspaceId, options) {
      const relayed = await store.relay(workspaceId, options);
      const range = wentPast.get(relayed);
      if (range === undefined || relayed.events === 0) return relayed;
      const reached: string[] = [];
      for (const { id, enabled } of await store.endpoints(workspaceId)) {
        if (!enabled) continue;
        const query = { ...range, now: now() };
        if ((await store.replayDeliveries(workspaceId, id, query)) > 0) reached.push(id);
      }
      return { ...relayed, endpoints: reached };
    },
  };
}
