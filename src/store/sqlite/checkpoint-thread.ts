import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

/**
 * The thread that `checkpoints.ts` starts: moves pages of the WAL into the database file on a connection of its own. Answers `done` to each
 * `checkpoint`; `close` ends it.
 */

/** Rounds end when this few pages are left, or when it has been so many: whoever writes faster than pages move is not caught up with. */
const FRAMES_LEFT = 300;
const ROUNDS_MAX = 8;

const db = new DatabaseSync((workerData as { path: string }).path, { timeout: 1_000 });
// On the disk before the WAL begins anew, also on macOS, where fsync alone is not enough.
db.exec("pragma synchronous = full; pragma checkpoint_fullfsync = on");
const move = db.prepare("pragma wal_checkpoint(passive)");
const look = db.prepare("pragma wal_checkpoint(noop)");

/** A busy writer appends while pages are moved: so it is done in rounds that get shorter, none of which stops anybody. */
function checkpoint(): void {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    move.get();
    const wal = look.get();
    if (Number(wal?.["log"]) - Number(wal?.["checkpointed"]) <= FRAMES_LEFT) return;
  }
}

parentPort?.on("message", (message: "checkpoint" | "close") => {
  if (message === "close") {
    db.close();
    parentPort?.close();
    return;
  }
  try {
    checkpoint();
  } catch {
    // A full disk or a lock: nothing is lost, the pages stay in the WAL, and the next checkpoint moves them.
  }
  parentPort?.postMessage("done");
});
