import type { DatabaseSync } from "node:sqlite";

export interface Snapshots {
  /** Runs `work` on one state of the database, whatever another process commits meanwhile. */
  read<T>(work: () => T): T;
  /** Lets go of the snapshot, if there is one: before a write, and before the database is closed. */
  end(): void;
}

/**
 * Read transactions. Reads that follow one another without waiting for anything share one, because to take and let go of a WAL's read lock
 * costs more than most reads do. It ends before the next callback of the event loop: whoever hears from another process that something is
 * written, and reads then, finds it. Writes end it too.
 *
 * @param onBegin called within each new snapshot
 */
export function createSnapshots(db: DatabaseSync, onBegin: () => void): Snapshots {
  const begin = db.prepare("begin");
  const commit = db.prepare("commit");
  let open = false;

  function end(): void {
    if (!open) return;
    open = false;
    if (db.isTransaction) commit.run();
  }

  return {
    read(work) {
      if (!open) {
        begin.run();
        open = true;
        process.nextTick(end);
        onBegin();
      }
      return work();
    },
    end,
  };
}
