import type { GraphMedia } from "../../channels/whatsapp/graph/media.ts";
import type { Clock } from "../../clock.ts";
import {
  nextMediaAttemptAt,
  type MediaFailure,
  type MediaFile,
  type MediaSettlement,
} from "../../domain/media/media.ts";
import type { Log } from "../../log.ts";
import type { BlobStore } from "../../media/blob-store.ts";
import type { Scanner } from "../../media/scanner.ts";
import type { ConversationRef } from "../../store/conversation-store.ts";
import type { MediaStore } from "../../store/media-store.ts";
import type { SettingsStore } from "../../store/settings-store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { receiveFile } from "./receive-file.ts";

/** Longer than a transfer and a scan may take, so that nobody fetches what another process is fetching. */
const LEASE_MS = 270_000;
const SIDE_BY_SIDE = 4;
/** A file that came damaged so often was damaged when it was announced. */
const DAMAGED_MAX = 3;

export interface FetchMediaDeps {
  store: Pick<MediaStore, "claimMedia" | "settleMedia"> & Pick<SettingsStore, "line">;
  blobs: BlobStore;
  /** Looks into every file before it is kept. */
  scanner: Scanner;
  graph: Pick<GraphMedia, "fetch">;
  clock: Clock;
  log: Log;
  random: () => number;
  /** Aborted when the process stops: no further file is begun. */
  stopping?: AbortSignal;
}

/** Fetches what is due: of one conversation, or of all. Returns how many files were tried. */
export type FetchMedia = (of: ConversationRef | null) => Promise<number>;

/**
 * Brings contacts' files from WhatsApp. Runs again harmlessly, and in several processes at once: each file is claimed under a lease. A
 * file that does not come is tried again with growing waits for as long as WhatsApp keeps it; each try asks for a fresh URL, because
 * URLs live 5 minutes. What failed for good says why.
 */
export function createFetchMedia(deps: FetchMediaDeps): FetchMedia {
  const { store, clock, stopping } = deps;
  return async (of) => {
    for (let count = 0; ;) {
      if (stopping?.aborted === true) return count;
      const query = { of, now: clock.now(), leaseMs: LEASE_MS, limit: SIDE_BY_SIDE };
      const files = await store.claimMedia(query);
      await Promise.all(files.map((file) => fetchOne(deps, file)));
      count += files.length;
      if (files.length < SIDE_BY_SIDE) return count;
    }
  };
}

async function fetchOne(deps: FetchMediaDeps, file: MediaFile): Promise<void> {
  const settlement = await attempt(deps, file);
  await deps.store.settleMedia(file, settlement);
  if (settlement.state === "ready") return;
  const { conversationId, attempts } = file;
  const reason = settlement.state === "failed" ? settlement.failure : "later";
  deps.log.info(
    { conversationId, attempt: attempts, reason },
    "A contact's file could not be fetched",
  );
}

async function attempt(deps: FetchMediaDeps, file: MediaFile): Promise<MediaSettlement> {
  const { store, graph, log } = deps;
  const later: Later = (failure = "unreachable") => {
    const dueAt = nextMediaAttemptAt(file.attempts, deps.clock.now(), deps.random());
    return dueAt === null ? { state: "failed", failure } : { state: "pending", dueAt };
  };
  const line = await store.line(file.workspaceId, file.lineId);
  const accessToken = line?.accessToken ?? null;
  // Somebody may give the line its token yet.
  if (accessToken === null) return later();
  const { sourceId: mediaId, lineId } = file;
  const answer = await graph.fetch({ mediaId, lineId, accessToken });
  switch (answer.kind) {
    case "found":
      try {
        return settled(file, await receiveFile(file, answer, deps), later);
      } catch (err) {
        if (err instanceof StoreUnavailableError) throw err;
        log.warn({ err }, "A contact's file was not taken in; it is tried again");
        return later();
      }
    case "gone":
    case "refused":
      return { state: "failed", failure: "expired" };
    case "unauthorized":
    case "throttled":
    case "unclear":
      return later();
  }
}

/** Tries again after a while; `failure` when that was the last time. */
type Later = (failure?: MediaFailure) => MediaSettlement;

function settled(
  { attempts }: MediaFile,
  received: Awaited<ReturnType<typeof receiveFile>>,
  later: Later,
): MediaSettlement {
  switch (received.kind) {
    case "kept":
      return { state: "ready", blob: received.blob };
    case "damaged":
      return attempts < DAMAGED_MAX ? later() : { state: "failed", failure: "damaged" };
    case "unscannable":
      return { state: "failed", failure: "unscanned" };
    // Held back until it has been looked into: WhatsApp keeps it meanwhile.
    case "scanner_away":
      return later("unscanned");
    case "too_large":
    case "type_refused":
    case "infected":
      return { state: "failed", failure: received.kind };
  }
}
