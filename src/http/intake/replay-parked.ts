import { parseParked } from "../../channels/whatsapp/parse/envelope.ts";
import type { Clock } from "../../clock.ts";
import type { InboundItem, ParkedReason } from "../../domain/intake/inbound.ts";
import { DEFAULT_WORKSPACE, type LineId, type WorkspaceId } from "../../domain/ids.ts";
import type { Ids } from "../../ids.ts";
import type { Doorbell } from "../../queues/doorbell.ts";
import type { Accepted, IntakeStore, ParkedItem, ReplayQuery } from "../../store/intake-store.ts";
import type { Pause } from "../deps.ts";
import { ringAccepted } from "./ring-accepted.ts";

export interface ReplayDeps {
  store: Pick<IntakeStore, "accept" | "parkedForReplay" | "settleParked">;
  doorbell: Pick<Doorbell, "ringConversations" | "ringTemplates">;
  clock: Clock;
  ids: Ids;
  pause: Pause;
}

export interface ReplayRequest extends ReplayQuery {
  workspaceId: WorkspaceId;
  /** Items tried at most. */
  limit: number;
}

export interface ReplayResult {
  tried: number;
  /** Left the car park: in a mailbox now, or a notice. The others wait on. */
  replayed: number;
  /** Where to go on, when the limit was reached before the end. */
  cursor: string | null;
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
  const result: ReplayResult = { tried: 0, replayed: 0, cursor: which.cursor };
  do {
    const size = Math.min(BATCH, limit - result.tried);
    const query = { ...which, cursor: result.cursor, limit: size };
    const { items: parked, cursor } = await deps.store.parkedForReplay(workspaceId, query);
    result.cursor = cursor;
    result.tried += parked.length;
    result.replayed += await replayBatch(workspaceId, parked, deps);
    // Where nothing finds a place nothing is written either, and whoever else is served here would wait for the end.
    await deps.pause(0);
  } while (result.cursor !== null && result.tried < limit);
  return result;
}

/** Answers how many found a place. */
async function replayBatch(
  workspaceId: WorkspaceId,
  parked: readonly ParkedItem[],
  deps: ReplayDeps,
): Promise<number> {
  const placed = new Set<string>();
  try {
    await placeBatch(parked, placed, deps);
  } finally {
    // Also of a batch that was cut off: with a store that fails now and then, a long one would begin anew for ever.
    if (placed.size > 0) await deps.store.settleParked(workspaceId, [...placed], deps.clock.now());
  }
  return placed.size;
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
    const request = { ...line, workspaceId, ids: null, cursor: null };
    replayed += (await replayParked(request, deps)).replayed;
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
    const answers = Map.groupBy(accepted.entries(), ([at]) => items[at]!.one);
    for (const [{ id, reason }, of] of answers) {
      const own = of.map(([, answer]) => answer);
      if (hasPlace(reason, own)) placed.add(id);
    }
  }
}

/**
 * Whether an item that waited for a reason waits no more: it has a place, or else a copy of it waits for another reason. `answers`: to all
 * that it has become.
 */
function hasPlace(reason: ParkedReason, answers: readonly Accepted[]): boolean {
  if (reason !== "unknown_line") return answers.some(({ kind }) => kind !== "parked");
  // Of a message of a newer type the copy waits for its own reason from the start, and says nothing of the line.
  return answers.every((answer) => answer.kind !== "parked" || answer.reason !== reason);
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
