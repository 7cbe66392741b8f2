import type { DatabaseSync } from "node:sqlite";
import { StoreUnavailableError } from "../store.ts";
import { createBatches, type BatchLimits, type Caller, type Outcome } from "./batch.ts";
import { isBusy, translated } from "./errors.ts";

export interface GroupCommitOptions extends BatchLimits {
  /** How long callers wait for a lock that another process holds. */
  retryForMs: number;
}

export interface GroupCommit {
  /** Runs `work` inside the next transaction; settles when that is on the disk. */
  write<T>(work: () => T): Promise<T>;
  /** Commits what waits; nothing is taken after that. */
  close(): Promise<void>;
}

/** Pause between two tries for the lock: short, because the other process's transactions are short. */
const RETRY_PAUSE_MS = 1;

/** What a group commit is part of. */
export interface Surroundings {
  beforeBatch(): void;
  /** The batch is committed; `wrote`: and has changed something. */
  afterBatch(wrote: boolean): void;
  /** Null when everything that a batch may have read or written is on the disk; otherwise when it will be. */
  onDisk(): Promise<void> | null;
}

/**
 * One queue for all writes: whatever is asked for in one turn of the event loop, or while the disk is busy with the batch before, shares a
 * transaction, and so a sync (reliability.md 2.5). A batch is synchronous from BEGIN to COMMIT: no read of this process can fall in between
 * and see uncommitted rows.
 */
export function createGroupCommit(
  db: DatabaseSync,
  options: GroupCommitOptions,
  around: Surroundings,
): GroupCommit {
  const batches = createBatches(db, options);
  const waiting: Caller[] = [];
  /** The next batch will come by itself: a turn of the event loop, the lock, or the disk is waited for. */
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
    const { outcomes, wrote } = batches.run(waiting);
    const callers = waiting.splice(0, outcomes.length);
    around.afterBatch(wrote);
    const onDisk = around.onDisk();
    if (onDisk === null) return goOn(() => tell(callers, outcomes));
    scheduled = true;
    onDisk.then(
      () => goOn(() => tell(callers, outcomes)),
      (error: unknown) => goOn(() => tell(callers, outcomes, { error })),
    );
  }

  function goOn(told: () => void): void {
    scheduled = false;
    told();
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
        if (waiting.length === 0 && !scheduled) resolve();
      }),
  };
}

/** Tells callers what became of their work, or why nobody knows. */
function tell(
  callers: readonly Caller[],
  outcomes: readonly Outcome[],
  failed?: { error: unknown },
): void {
  for (const [index, caller] of callers.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind === "failed") caller.reject(outcome.error);
    else if (failed !== undefined) caller.reject(failed.error);
    else caller.resolve(outcome?.value as never);
  }
}
