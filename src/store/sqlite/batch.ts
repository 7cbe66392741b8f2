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

type Outcome = { kind: "done"; value: unknown } | { kind: "failed"; error: unknown };

/**
 * One transaction for many callers. Each has a savepoint, so that one that fails takes back its own rows and nobody else's.
 * When the database itself fails, all of them have failed.
 */
export function createBatches(db: DatabaseSync, { callersMax, batchMs }: BatchLimits) {
  const begin = db.prepare("begin immediate");
  const commit = db.prepare("commit");
  const savepoint = db.prepare("savepoint caller");
  const release = db.prepare("release caller");
  const undo = db.prepare("rollback to caller");

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

  return {
    /** Takes the write lock. Throws what SQLite throws. */
    begin: () => void begin.run(),
    /** Runs callers from the front of the queue, commits, and only then tells them. Answers how many it took. */
    run(waiting: readonly Caller[]): number {
      const startedAt = performance.now();
      const outcomes: Outcome[] = [];
      let taken = 0;
      try {
        for (const caller of waiting) {
          taken += 1;
          outcomes.push(runIsolated(caller));
          if (taken >= callersMax || performance.now() - startedAt >= batchMs) break;
        }
        commit.run();
      } catch (error) {
        // Some failures (disk full, I/O) have rolled the transaction back by themselves.
        if (db.isTransaction) db.exec("rollback");
        outcomes.fill({ kind: "failed", error: translated(error) });
        while (outcomes.length < taken) {
          outcomes.push({ kind: "failed", error: translated(error) });
        }
      }
      outcomes.forEach((outcome, index) => settle(waiting[index], outcome));
      return taken;
    },
  };
}

function settle(caller: Caller | undefined, outcome: Outcome): void {
  if (outcome.kind === "done") caller?.resolve(outcome.value as never);
  else caller?.reject(outcome.error);
}
