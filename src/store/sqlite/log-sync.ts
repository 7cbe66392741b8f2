import { StoreUnavailableError } from "../store.ts";

/**
 * Brings what stands in the log (SQLite's WAL) onto the disk, without the event loop waiting for it (ADR 15). One sync serves all that was
 * written before it began.
 */
export interface LogSync {
  /** Something was committed, here or by another process whose commits we have read, that a loss of power might still take away. */
  mark(): void;
  /**
   * Null when everything that was marked is on the disk. Otherwise resolves when it is, and rejects with `StoreUnavailableError` when the
   * disk does not take it.
   */
  pending(): Promise<void> | null;
}

/** For a database that is nowhere but in memory. */
export const NO_LOG: LogSync = { mark: () => {}, pending: () => null };

/**
 * @param disk.sync brings the log onto the disk as it is
 * @param disk.mend brings onto the disk, in another way, what a failed `sync` may have lost; throws when it cannot be done now. After a
 *   failure the system takes for written what it could not write, so that to sync again would prove nothing.
 */
export function createLogSync(disk: { sync: () => Promise<void>; mend: () => void }): LogSync {
  // What processes before this one left may not be on the disk.
  let isMarked = true;
  let hasFailed = false;
  let running: Promise<void> | null = null;
  let following: Promise<void> | null = null;

  async function run(): Promise<void> {
    isMarked = false;
    try {
      if (hasFailed) disk.mend();
      else await disk.sync();
      hasFailed = false;
    } catch (cause) {
      isMarked = true;
      hasFailed = true;
      throw new StoreUnavailableError("the disk did not take what was written", { cause });
    }
  }

  function begin(): Promise<void> {
    running = run().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    mark: () => void (isMarked = true),
    pending() {
      if (!isMarked) return running;
      if (running === null) return begin();
      // The one that runs began before the newest mark.
      following ??= running
        .catch(() => {})
        .then(() => {
          following = null;
          return begin();
        });
      return following;
    },
  };
}
