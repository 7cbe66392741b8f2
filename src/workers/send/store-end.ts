import type { Clock } from "../../clock.ts";
import type { Send } from "../../domain/sending/send.ts";
import type { Log } from "../../log.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import type { SendStore } from "../../store/send-store.ts";
import type { Pause } from "../pause.ts";
import type { SendEnd } from "./after-post.ts";

export interface StoreEndDeps {
  store: Pick<SendStore, "settleSend" | "retrySend">;
  clock: Clock;
  log: Log;
  pause: Pause;
}

/** What was posted and answered is worth some patience: what is not written down becomes a doubt that people have to live with. */
const PATIENCE_MS = 60_000;
const PAUSE_MS_MIN = 100;
const PAUSE_MS_MAX = 5_000;

/**
 * Writes down what became of a claimed send, again and again while the store is away: each of these writes counts once, however often it is
 * asked for. In the end it gives up, and the lease makes the send uncertain.
 */
export async function storeEnd(
  { store, clock, log, pause }: StoreEndDeps,
  { workspaceId, id, attempts: attempt }: Send,
  end: SendEnd,
): Promise<void> {
  const giveUpAt = clock.now() + PATIENCE_MS;
  const at = clock.now();
  const of = { workspaceId, id, attempt };
  for (let waitMs = PAUSE_MS_MIN; ; waitMs = Math.min(2 * waitMs, PAUSE_MS_MAX)) {
    try {
      if (end.kind === "settle") await store.settleSend({ ...of, at, result: end.result });
      else {
        const { failures, errors } = end;
        await store.retrySend({ ...of, nextAttemptAt: end.at, failures, errors });
      }
      return;
    } catch (err) {
      if (!(err instanceof StoreUnavailableError)) throw err;
      if (clock.now() + waitMs >= giveUpAt) {
        log.error({ err, attempt }, "What became of a send could not be written down");
        return;
      }
      await pause(waitMs);
    }
  }
}
