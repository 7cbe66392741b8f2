import { parseParked } from "../../channels/whatsapp/parse/envelope.ts";
import type { Clock } from "../../clock.ts";
import type { InboundItem, ParkedReason } from "../../domain/intake/inbound.ts";
import { DEFAULT_WORKSPACE, type LineId, type WorkspaceId } from "../../domain/ids.ts";
import type { Ids } from "../../ids.ts";
import type { Doorbell } from "../../queues/doorbell.ts";
import type { Accepted, IntakeStore, ParkedItem, ReplayQuery } from "../../store/intake-store.ts";
import { ringAccepted } from "./ring-accepted.ts";

export interface ReplayDeps {
  store: Pick<IntakeStore, "accept" | "parkedForReplay" | "settleParked">;
  doorbell: Pick<Doorbell, "ringConversations" | "ringTemplates">;
  clock: Clock;
  ids: Ids;
}

export interface ReplayRequest extends Omit<ReplayQuery, "limit"> {
  workspaceId: WorkspaceId;
  /** Items tried at most. */
  limit: number;
}

export interface ReplayResult {
  tried: number;
  /** Left the car park: in a mailbox now, or a notice. The others wait on. */
  replayed: number;
  /** Whether the limit was reached while there may be more to do. */
  more: boolean;
}

const BATCH = 200;

/**
 * Tries parked items again: parses their raw form with today's code, accepts what became of them, and takes those that found a
 * place out of the list. Item keys make a second try harmless, so a crash between the two writes costs nothing.
 *
 * @throws StoreUnavailableError; what was done until then stands
 */
export async function replayParked(
  request: ReplayRequest,
  deps: ReplayDeps,
): Promise<ReplayResult> {
  const { workspaceId, limit, ...which } = request;
  const stuck = new Set<string>();
  let tried = 0;
  let replayed = 0;
  while (tried < limit) {
    const size = Math.min(BATCH, limit - tried);
    // Those that stay are read again every time, for the list begins with them: read past them.
    const query = { ...which, limit: stuck.size + size };
    const page = await deps.store.parkedForReplay(workspaceId, query);
    const parked = page.filter(({ id }) => !stuck.has(id));
    if (parked.length === 0) return { tried, replayed, more: false };

    const placed = new Set<string>();
    try {
      await placeBatch(parked, placed, deps);
    } finally {
      // Also of a batch that was cut off: with a store that fails now and then, a long one would begin anew for ever.
      if (placed.size > 0)
        await deps.store.settleParked(workspaceId, [...placed], deps.clock.now());
    }
    for (const { id } of parked) if (!placed.has(id)) stuck.add(id);
    tried += parked.length;
    replayed += placed.size;
  }
  return { tried, replayed, more: true };
}

/**
 * Tries again what waits for a line that is registered now, in the order in which it came: in the workspace `default`, because nobody
 * knew whose line it is, and behind that in the line's own. Used when a line is registered, and by the sweep, for what was cut off or
 * came meanwhile.
 *
 * @returns how many found a place
 * @throws StoreUnavailableError; what was done until then stands
 */
export async function replayLine(
  line: { workspaceId: WorkspaceId; lineId: LineId } & Pick<ReplayRequest, "reason" | "limit">,
  deps: ReplayDeps,
): Promise<number> {
  let replayed = 0;
  for (const workspaceId of new Set([DEFAULT_WORKSPACE, line.workspaceId])) {
    replayed += (await replayParked({ ...line, workspaceId, ids: null }, deps)).replayed;
  }
  return replayed;
}

/** Accepts what a batch has become, and notes the ids of the items that found a place as soon as they did. */
async function placeBatch(
  parked: readonly ParkedItem[],
  placed: Set<string>,
  deps: ReplayDeps,
): Promise<void> {
  for (const [parkedAt, together] of arrivals(parked)) {
    const items = together.flatMap((one) => placeable(one).map((item) => ({ one, item })));
    if (items.length === 0) continue;
    const accepted = await deps.store.accept(
      items.map(({ item }) => item),
      // They reached us then: the provider's time is clamped by it, and must not be by today.
      { receivedAt: parkedAt, newContactId: () => deps.ids.next("ct"), isReplay: true },
    );
    ringAccepted(deps.doorbell, accepted);
    items.forEach(({ one: { id, reason } }, at) => {
      const answer = accepted[at];
      if (answer !== undefined && hasPlace(reason, answer)) placed.add(id);
    });
  }
}

/** Whether an item that waited for a reason waits no more: it has a place, or else a copy of it waits for another reason. */
function hasPlace(reason: ParkedReason, answer: Accepted): boolean {
  if (answer.kind !== "parked") return true;
  return reason === "unknown_line" && answer.reason !== "unknown_line";
}

/** Items by the time they arrived, most of them in one webhook, in order of arrival. */
function arrivals(parked: readonly ParkedItem[]): Map<number, ParkedItem[]> {
  const byTime = new Map<number, ParkedItem[]>();
  for (const item of parked) {
    const together = byTime.get(item.parkedAt);
    if (together === undefined) byTime.set(item.parkedAt, [item]);
    else together.push(item);
  }
  return byTime;
}

/**
 * What an item is today; nothing when it would only be parked again. A message of a type newer than this code is two items: it finds its
 * place with the one, and the other is the copy that goes on waiting for code that can read it.
 */
function placeable({ raw, reason }: ParkedItem): InboundItem[] {
  const items = parseParked(raw);
  // Whatever it is today, it does not wait for its line any more.
  if (reason === "unknown_line") return items;
  if (reason !== "unknown_type") return items.every((item) => item.kind === "parked") ? [] : items;
  // The message stands already, unread, under its usual key: only another key brings its content (`reread` in the machine).
  if (items.some((item) => item.kind === "parked")) return [];
  return items.map((item) => ({ ...item, key: `${item.key}:reread` }));
}
