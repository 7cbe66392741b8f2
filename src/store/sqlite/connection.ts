import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseSync } from "node:sqlite";
import { StoreUnavailableError } from "../store.ts";
import { createCheckpoints } from "./checkpoints.ts";
import { isBusy, translated } from "./errors.ts";
import { createForeignCommits } from "./foreign-commits.ts";
import { createGroupCommit, type GroupCommitOptions } from "./group-commit.ts";
import { openLogFile } from "./log-file.ts";
import { createLogSync, NO_LOG } from "./log-sync.ts";
import { createSnapshots } from "./snapshots.ts";
import { createStatements, type Statements } from "./statements.ts";

/** The one connection of a store: what its parts prepare their statements on, and run their work through. */
export interface Connection extends Statements {
  /** Runs `work` inside the next group commit; see `group-commit.ts`. */
  write<T>(work: () => T): Promise<T>;
  /** Runs `work` on one snapshot of committed data, and answers when that is on the disk. */
  read<T>(work: () => T): Promise<T>;
  /** The same without waiting for the disk: for what leads to nothing but a write, which waits for everything that it rests upon. */
  glance<T>(work: () => T): Promise<T>;
  close(): Promise<void>;
}

export const CONNECTION_DEFAULTS: GroupCommitOptions = {
  retryForMs: 2_000,
  callersMax: 256,
  batchMs: 16,
};

const RETRY_PAUSE_MS = 5;

/**
 * Connects the parts of a store with a database that is open; `path` is its file.
 *
 * @param syncLog brings the log of `path` onto the disk; tests stand in for the disk here
 */
export function connect(
  db: DatabaseSync,
  path: string,
  options: GroupCommitOptions = CONNECTION_DEFAULTS,
  syncLog?: () => Promise<void>,
): Connection {
  const logFile = openLogFile(`${path}-wal`);
  const sync = syncLog ?? (() => logFile.sync());
  const checkpoints = createCheckpoints(db, path);
  const mend = (): void => {
    snapshots.end();
    checkpoints.moveAll();
  };
  const log = path === ":memory:" ? NO_LOG : createLogSync({ sync, mend });
  const lookForForeign = createForeignCommits(db, log.mark);
  const snapshots = createSnapshots(db, lookForForeign);
  const groupCommit = createGroupCommit(db, options, {
    beforeBatch: snapshots.end,
    afterBatch(wrote) {
      if (wrote) log.mark();
      else lookForForeign();
      checkpoints.afterCommit();
    },
    onDisk: log.pending,
  });
  let closing: Promise<void> | null = null;

  async function glance<T>(work: () => T): Promise<T> {
    // Readers of a WAL wait for nobody, but for a process that recovers or removes the WAL at its start or end.
    const giveUpAt = performance.now() + options.retryForMs;
    for (;;) {
      if (closing !== null) throw new StoreUnavailableError("the store is closed");
      try {
        return snapshots.read(work);
      } catch (error) {
        if (!isBusy(error) || performance.now() >= giveUpAt) throw translated(error);
      }
      await sleep(RETRY_PAUSE_MS);
    }
  }

  async function close(): Promise<void> {
    await groupCommit.close();
    await checkpoints.close();
    // Nobody closes a file that is being synced; whoever waits for that is told of a failure.
    await log.pending()?.catch(() => {});
    snapshots.end();
    db.close();
    logFile.close();
  }

  return {
    ...createStatements(db),
    write: (work) => groupCommit.write(work),
    async read(work) {
      const value = await glance(work);
      const onDisk = log.pending();
      if (onDisk !== null) await onDisk;
      return value;
    },
    glance,
    close: () => (closing ??= close()),
  };
}
