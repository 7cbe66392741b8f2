import type { DatabaseSync } from "node:sqlite";
import { isUnavailable, translated } from "./errors.ts";

/** Somebody who waits for a write. */
export interface Caller {
  work: () => unknown;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}

export interface BatchLimits {
  /** Most callers of one transaction. */
  callersMax: number;
  /** A batch that has run this long takes no further caller, so that one burst does not hold up the event loop. */
  batchMs: number;
}

/** What became of one caller's work. */
export type Outcome = { kind: "done"; value: unknown } | { kind: "failed"; error: unknown };

export interface Batch {
  /** Of as many callers as are done with, from the front of the queue on. */
  outcomes: Outcome[];
  /** Whether anything was written. */
  wrote: boolean;
}

/**
 * One transaction for many callers, of which one that fails takes back its own rows and nobody else's. Failing is rare, and
 * savepoints are not free (SQLite copies each page before its first change), so a batch runs without them first. When a caller fails, the
 * batch is rolled back and its callers run again, each in a savepoint: `work` may run twice, and counts once. When the database itself
 * fails, all of them have failed.
 */
export function createBatches(db: DatabaseSync, { callersMax, batchMs }: BatchLimits) {
  const begin = db.prepare("begin immediate");
  const commit = db.prepare("commit");
  const savepoint = db.prepare("savepoint caller");
  const release = db.prepare("release caller");
  const undo = db.prepare("rollback to caller");
  const changes = db.prepare("select total_changes() as count");
  let isolated = false;

  function runIsolated({ work }: Caller): Outcome {
    savepoint.run();
    try {
      const value = work();
      release.run();
      return { kind: "done", value };
    } catch (error) {
      if (isUnavailable(error) || !db.isTransaction) throw error;
      undo.run();
      release.run();
      return { kind: "failed", error };
    }
  }

  function runAll(waiting: readonly Caller[]): Batch {
    const startedAt = performance.now();
    const before = changes.get()?.["count"];
    const outcomes: Outcome[] = [];
    for (const caller of waiting) {
      outcomes.push(isolated ? runIsolated(caller) : { kind: "done", value: caller.work() });
      if (outcomes.length >= callersMax || performance.now() - startedAt >= batchMs) break;
    }
    commit.run();
    return { outcomes, wrote: changes.get()?.["count"] !== before };
  }

  return {
    /** Takes the write lock. Throws what SQLite throws. */
    begin: () => void begin.run(),
    /** Runs callers from the front of the queue and commits. Tells nobody: what was committed is not on the disk yet. */
    run(waiting: readonly Caller[]): Batch {
      try {
        const batch = runAll(waiting);
        isolated = false;
        return batch;
      } catch (error) {
        // Some failures (disk full, I/O) have rolled the transaction back by themselves.
        if (db.isTransaction) db.exec("rollback");
        if (!isUnavailable(error) && !isolated) {
          isolated = true;
          return { outcomes: [], wrote: false };
        }
        isolated = false;
        const outcome = { kind: "failed", error: translated(error) } as const;
        return { outcomes: waiting.map(() => outcome), wrote: false };
      }
    },
  };
}
