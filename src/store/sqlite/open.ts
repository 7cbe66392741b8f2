import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { StoreUnavailableError } from "../store.ts";
import { isBusy, translated } from "./errors.ts";
import { migrate } from "./schema/migrations.ts";

const RETRY_PAUSE_MS = 20;

const FOLDER_FAILURES: ReadonlyMap<string, string> = new Map([
  ["EEXIST", "a file has its name"],
  ["ENOTDIR", "a file stands where a folder should be"],
  ["EACCES", "the user of this process may not write there"],
  ["EPERM", "the user of this process may not write there"],
  ["EROFS", "the disk is read-only"],
  ["ENOSPC", "the disk is full"],
]);

/**
 * `normal`: what SQLite itself syncs is what a WAL needs so as never to be broken, before and after it is moved (also on macOS, where fsync
 * alone is not enough); that commits are on the disk when somebody is answered is the business of `log-sync.ts`. The WAL file is cut back
 * after a burst. Sub-journals and sorts stay in memory. More cache than 16 MiB measured no faster: the pages are in the system's cache, and SQLite walks its
 * own at every commit.
 */
const PRAGMAS = `
  pragma synchronous = normal;
  pragma fullfsync = on;
  pragma journal_size_limit = 67108864;
  pragma cache_size = -16384;
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
    if (path !== ":memory:") makeFolder(dirname(path));
    // SQLite would wait for a lock by stopping the event loop; here waiting is done between tries (`group-commit.ts`, `connection.ts`).
    return new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw named(path, translated(error));
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const why = FOLDER_FAILURES.get(code) ?? code;
    throw new Error(`its folder cannot be made: ${why}`, { cause });
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
  // A file that can be read but not written shows itself here and not at the first webhook. It takes a write: on a file that may only be
  // read, `begin immediate` quietly begins to read.
  db.exec("begin immediate; update heartbeat set beats = beats + 1; rollback");
}

function named(path: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreUnavailableError(`cannot use the database ${path}: ${reason}`, { cause: error });
}
