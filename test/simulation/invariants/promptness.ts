import type { Evidence } from "./evidence.ts";

/** Two sweeps and a little, where nothing fails (reliability.md 3.4: 12 s after the death of a worker or of Redis). */
const LATE_MS_CALM = 12_000;
/** While calls fail at random, sweeps do too, and the next ones have to make it good. */
const LATE_MS_STORM = 180_000;

/** How long something may take, and how long it took. */
export interface Patience {
  /** When the calm begins. */
  calmFrom: number;
  /** Time within a span in which nobody could have worked: it does not count. */
  lostWithin: (from: number, until: number) => number;
}

/** Milliseconds beyond what may be, between the moment something was there to do and the moment it was done; null: in time. */
export function lateness(from: number, until: number, patience: Patience): number | null {
  const lateMs = until - from - patience.lostWithin(from, until);
  const allowedMs = from >= patience.calmFrom ? LATE_MS_CALM : LATE_MS_STORM;
  return lateMs > allowedMs ? lateMs : null;
}

/**
 * Nothing waits for luck: an accepted entry is applied, and an event fanned out, within the time that a few sweeps take, whatever rings
 * were lost. Without this, work that only the next message would have found goes unnoticed, as long as there is a next message.
 */
export function checkPromptness({ verdict, ledger, dumps, acceptedAt, patience }: Evidence): void {
  for (const { workspaceId, entries, events, deliveries } of dumps) {
    for (const { entry, applied } of entries) {
      const from = acceptedAt.get(`${workspaceId} ${entry.key}`);
      if (from === undefined || applied === null) continue;
      const lateMs = lateness(from, applied.at, patience);
      if (lateMs !== null) verdict.broken("I11", `${entry.key} waited ${lateMs} ms to be applied`);
    }
    for (const { delivery } of deliveries) {
      // Made by a replay, at whatever time somebody asked for it.
      if (ledger.replayed.has(`${workspaceId} ${delivery.endpointId}`)) continue;
      const recordedAt = events[delivery.seq - 1]?.recordedAt ?? delivery.createdAt;
      const lateMs = lateness(recordedAt, delivery.createdAt, patience);
      if (lateMs !== null)
        verdict.broken("I11", `${delivery.eventId} waited ${lateMs} ms for its relay`);
    }
  }
}
