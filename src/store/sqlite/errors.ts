import { StoreUnavailableError } from "../store.ts";

/** Primary result codes of SQLite (sqlite.org/rescode.html) that mean "not now" or "not here", with a sentence for people. */
const UNAVAILABLE: ReadonlyMap<number, string> = new Map([
  [5, "another process holds the lock on the database"],
  [6, "the database is locked"],
  [7, "there is no memory left for the database"],
  [8, "the database file is read-only"],
  [10, "the disk reported an error while the database was read or written"],
  [11, "the database file is damaged"],
  [13, "the disk that holds the database is full"],
  [14, "the database file cannot be opened"],
  [26, "the file is not a database"],
]);

/** SQLITE_BUSY: somebody else holds the lock; the only failure that waiting cures by itself. */
const BUSY = 5;

/** The primary result code of an error that SQLite raised; null for every other error. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode & 0xff : null;
}

export function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY;
}

/**
 * The error as the port knows it: `StoreUnavailableError` with its cause when the database cannot be used at all, the error
 * itself when a single statement is at fault (a broken constraint is a bug of ours, and repeating it helps nobody).
 */
export function translated(error: unknown): unknown {
  const code = resultCode(error);
  const sentence = code === null ? undefined : UNAVAILABLE.get(code);
  return sentence === undefined ? error : new StoreUnavailableError(sentence, { cause: error });
}

/** Whether this error ends the whole batch, and not just the caller whose statement met it. */
export function isUnavailable(error: unknown): boolean {
  const code = resultCode(error);
  return code !== null && UNAVAILABLE.has(code);
}
