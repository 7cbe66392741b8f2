import { closeSync, fdatasync, openSync } from "node:fs";

/** The file of SQLite's log, held open to be synced. */
export interface LogFile {
  /** Rejects with the system's error when the disk did not take everything. */
  sync(): Promise<void>;
  close(): void;
}

/**
 * SQLite keeps the file for as long as a connection is open, and holds its own locks on other files, so that nothing of them is lost when
 * this one is closed. Opened when first needed. Node asks macOS to empty the disk's own cache, too.
 */
export function openLogFile(path: string): LogFile {
  let file: number | null = null;
  return {
    sync: () =>
      new Promise((resolve, reject) => {
        file ??= openSync(path, "r+");
        fdatasync(file, (error) => (error === null ? resolve() : reject(error)));
      }),
    close() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}
