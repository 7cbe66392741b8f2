import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

const RETRY_MS = 50;

/**
 * Runs `work` while no other process on this machine holds the lock at `path` (the file is made when absent).
 * The lock is SQLite's own on the file: the operating system frees it however the holder ends, so that no crash can
 * leave a stale one behind. Throws when it is not free within `waitMsMax` milliseconds.
 */
export async function withFileLock<T>(
  path: string,
  waitMsMax: number,
  work: () => Promise<T>,
): Promise<T> {
  // No busy timeout: SQLite would wait synchronously, and the holder may be in this very process.
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    await acquire(db, path, waitMsMax);
    return await work();
  } finally {
    db.close();
  }
}

async function acquire(db: DatabaseSync, path: string, waitMsMax: number): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      db.exec("begin exclusive");
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (waitedMs >= waitMsMax) {
        throw new Error(`${path} is locked by another process`, { cause: error });
      }
    }
    await sleep(RETRY_MS);
  }
}

/** SQLITE_BUSY is 5; its extended codes carry it in their low byte. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === 5;
}
