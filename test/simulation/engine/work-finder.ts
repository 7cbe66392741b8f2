import type { Store } from "../../../src/store/store.ts";

/** Tells when a sweep would find something, without being one: asked of the store directly, in no time, and never failing. */
export interface WorkFinder {
  /** When the next sweep will find something: `now` or earlier, later, or never as things stand. */
  nextWorkAt(now: number, graceMs: number): Promise<number | null>;
  /** The store has changed: what was found before may be wrong. */
  noteChange(): void;
}

/** All processes ask the same question between two changes of the store: it is answered once. */
export function createWorkFinder(store: Store, hasFlows: boolean): WorkFinder {
  let known: { at: number | null; graceMs: number } | null = null;
  return {
    async nextWorkAt(now, graceMs) {
      const isStillTrue = known?.graceMs === graceMs && (known.at === null || known.at > now);
      if (!isStillTrue) {
        const found = await find(store, now, graceMs);
        const flows = hasFlows && found !== now ? await findForFlows(store, now) : null;
        known = { at: earlier(found, flows), graceMs };
      }
      return known?.at ?? null;
    },
    noteChange() {
      known = null;
    },
  };
}

async function find(store: Store, now: number, graceMs: number): Promise<number | null> {
  const [due] = await store.due({ now, limit: 1 });
  if (due !== undefined) return now;
  if ((await store.unrelayed()).length > 0) return now;
  if ((await store.linesToReplay()).length > 0) return now;
  if ((await store.usersToRelease({ limit: 1 })).length > 0) return now;
  if ((await store.dueEndpoints({ now, limit: 1 })).length > 0) return now;
  if ((await store.dueSendLines({ now, limit: 1 })).length > 0) return now;
  const { oldestReceivedAt } = await store.depth();
  const [upcoming] = await store.upcoming({
    after: now,
    until: Number.POSITIVE_INFINITY,
    limit: 1,
  });
  const times = [
    oldestReceivedAt === null ? null : oldestReceivedAt + graceMs,
    upcoming?.dueAt ?? null,
    await store.nextDeliveryAt({ now }),
    await store.nextSendAt({ now }),
  ].filter((at) => at !== null);
  return times.length === 0 ? null : Math.max(now, Math.min(...times));
}

/** Effects, the ends of runs, and starts that are no steps. */
async function findForFlows(store: Store, now: number): Promise<number | null> {
  if ((await store.flowsToStop({ limit: 1 })).length > 0) return now;
  if ((await store.unstarted()).length > 0) return now;
  const at = await store.nextEffectAt({ now: Number.NEGATIVE_INFINITY });
  return at === null ? null : Math.max(now, at);
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
