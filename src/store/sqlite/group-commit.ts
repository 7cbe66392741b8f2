import type { DatabaseSync } from "node:sqlite";
import { StoreUnavailableError } from "../store.ts";
import { createBatches, type BatchLimits, type Caller } from "./batch.ts";
import { isBusy, translated } from "./errors.ts";

export interface GroupCommitOptions extends BatchLimits {
  /** How long callers wait for a lock that another process holds. */
  retryForMs: number;
}

export interface GroupCommit {
  /** Runs `work` inside the next transaction; settles after its COMMIT returned, which is after the fsync. */
  write<T>(work: () => T): Promise<T>;
  /** Commits what waits; nothing is taken after that. */
  close(): Promise<void>;
}

/** Pause between two tries for the lock: short, because the other process's transactions are short. */
const RETRY_PAUSE_MS = 1;

/**
 * One queue for all writes: whatever was asked for in one turn of the event loop shares a transaction, and so an fsync
 * (reliability.md 2.5). A batch is synchronous from BEGIN to COMMIT: no read of this process can fall in between and see
 * uncommitted rows.
 */
export function createGroupCommit(
  db: DatabaseSync,
  options: GroupCommitOptions,
  around: { beforeBatch: () => void; afterBatch: () => void },
): GroupCommit {
  const batches = createBatches(db, options);
  let waiting: Caller[] = [];
  let scheduled = false;
  let lockedSince: number | null = null;
  let closed: (() => void) | null = null;

  function schedule(): void {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    setImmediate(flush);
  }

  function flush(): void {
    scheduled = false;
    try {
      around.beforeBatch();
      batches.begin();
    } catch (error) {
      if (isBusy(error) && triesAgain()) return;
      lockedSince = null;
      for (const caller of waiting.splice(0)) caller.reject(translated(error));
      closed?.();
      return;
    }
    lockedSince = null;
    waiting = waiting.slice(batches.run(waiting));
    around.afterBatch();
    schedule();
    if (waiting.length === 0) closed?.();
  }

  /** Whether the lock is worth another try; if so, it is under way. */
  function triesAgain(): boolean {
    const now = performance.now();
    lockedSince ??= now;
    if (now - lockedSince >= options.retryForMs) return false;
    scheduled = true;
    setTimeout(flush, RETRY_PAUSE_MS);
    return true;
  }

  return {
    write<T>(work: () => T): Promise<T> {
      if (closed !== null) return Promise.reject(new StoreUnavailableError("the store is closed"));
      return new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve, reject });
        schedule();
      });
    },
    close: () =>
      new Promise((resolve) => {
        closed = resolve;
        if (waiting.length === 0) resolve();
      }),
  };
}
