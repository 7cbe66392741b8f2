import type { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";

export interface Checkpoints {
  /** To be called after each commit: sees to it that the WAL does not grow for ever. */
  afterCommit(): void;
  /** Moves everything and empties the WAL, here and now; throws when another connection is in the way. */
  moveAll(): void;
  close(): Promise<void>;
}

/**
 * Pages in the WAL (4 KiB each) from which on they are moved into the database file. With more of them a page that changes often is moved
 * less often; with fewer, less has to be read back after a crash.
 */
const FRAMES_MAX = 4_000;

/** Commits from one look at the length of the WAL to the next: a look costs as much as a statement. */
const LOOK_EVERY = 4;

/** Where SQLite does it within a commit after all, should the thread not keep up. */
const FRAMES_LIMIT = 100_000;

/** SQLite's own default, for when there is no thread. */
const FRAMES_WITHOUT_THREAD = 1_000;

/**
 * Checkpoints in a thread: done within a commit, as SQLite does by itself, they stop the event loop for 10 to 200 ms at a time. The thread
 * moves all but the last pages; those are moved here, between two writes, because only a WAL that was moved to its end starts again from
 * its beginning. The thread starts when it is first needed. Should it fail, SQLite's own way takes over.
 */
export function createCheckpoints(db: DatabaseSync, path: string): Checkpoints {
  const look = db.prepare("pragma wal_checkpoint(noop)");
  const move = db.prepare("pragma wal_checkpoint(passive)");
  let thread: Worker | null = null;
  let lastLog = 0;
  let commits = 0;
  let state: "idle" | "running" | "finishing" | "off" = path === ":memory:" ? "off" : "idle";
  if (state !== "off") db.exec(`pragma wal_autocheckpoint = ${FRAMES_LIMIT}`);

  function start(): Worker {
    const started = new Worker(new URL("./checkpoint-thread.ts", import.meta.url), {
      workerData: { path },
    });
    started.unref();
    started.on("message", () => {
      if (state === "running") state = "finishing";
    });
    started.on("error", () => {
      state = "off";
      thread = null;
      if (db.isOpen) db.exec(`pragma wal_autocheckpoint = ${FRAMES_WITHOUT_THREAD}`);
    });
    return started;
  }

  /** Pages that are not moved yet, not counting those that the last checkpoint left because somebody reads them. */
  function framesToMove(): number {
    const wal = look.get();
    const [log, moved] = [Number(wal?.["log"]), Number(wal?.["checkpointed"])];
    if (log < lastLog) lastLog = 0;
    return log - Math.max(moved, lastLog);
  }

  function checkpoint(): void {
    if (state === "finishing") {
      move.get();
      state = "idle";
    }
    if (state !== "idle" || ++commits % LOOK_EVERY !== 0 || framesToMove() < FRAMES_MAX) return;
    lastLog = Number(look.get()?.["log"]);
    state = "running";
    thread ??= start();
    thread.postMessage("checkpoint");
  }

  return {
    afterCommit() {
      try {
        checkpoint();
      } catch {
        // A full disk, or a lock that another process holds: what was committed stands in the WAL, and the next commit tries again.
        state = state === "finishing" ? "idle" : state;
      }
    },
    moveAll() {
      const busy = db.prepare("pragma wal_checkpoint(truncate)").get()?.["busy"];
      if (busy !== 0) throw new Error("somebody reads what is to be moved");
    },
    async close() {
      state = "off";
      const last = thread;
      if (last === null) return;
      // While the thread moves pages it is what the process waits for.
      last.ref();
      await new Promise((resolve) => {
        last.once("exit", resolve);
        last.postMessage("close");
      });
    },
  };
}
