import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { StoreUnavailableError } from "../store.ts";
import { isBusy, translated } from "./errors.ts";
import { migrate } from "./migrations.ts";

const RETRY_PAUSE_MS = 20;

/**
 * `full`: a commit has reached the disk when it returns, also on macOS, where fsync alone does not. The WAL file is cut back after a burst.
 * Sub-journals and sorts stay in memory.
 */
const PRAGMAS = `
  pragma synchronous = full;
  pragma fullfsync = on;
  pragma journal_size_limit = 67108864;
  pragma cache_size = -32768;
  pragma temp_store = memory;
`;

/**
 * Opens the database file, makes it and its folder when missing, and brings its schema up to date. Waits up to `retryForMs`
 * for another process that does the same. Throws `StoreUnavailableError` with a plain sentence.
 */
export async function openDatabase(options: {
  path: string;
  retryForMs: number;
}): Promise<DatabaseSync> {
  const { path, retryForMs } = options;
  const giveUpAt = performance.now() + retryForMs;
  const db = openFile(path);
  for (;;) {
    try {
      prepareDatabase(db);
      return db;
    } catch (error) {
      if (!isBusy(error) || performance.now() >= giveUpAt) {
        db.close();
        throw named(path, translated(error));
      }
    }
    await sleep(RETRY_PAUSE_MS);
  }
}

function openFile(path: string): DatabaseSync {
  try {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
    // SQLite would wait for a lock by stopping the event loop; here waiting is done between tries (`group-commit.ts`, `connection.ts`).
    return new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw named(path, translated(error));
  }
}

function prepareDatabase(db: DatabaseSync): void {
  const mode = db.prepare("pragma journal_mode = wal").get()?.["journal_mode"];
  if (mode !== "wal" && mode !== "memory") {
    throw new StoreUnavailableError(
      "its file system cannot share memory between processes, which a write-ahead log needs",
    );
  }
  db.exec(PRAGMAS);
  migrate(db);
  // A file that can be read but not written shows itself here and not at the first webhook.
  db.exec("begin immediate; rollback");
}

function named(path: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreUnavailableError(`cannot use the database ${path}: ${reason}`, { cause: error });
}
