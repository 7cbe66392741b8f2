import type { DatabaseSync } from "node:sqlite";

/**
 * Answers a function that looks, inside a transaction, whether another connection has committed since it last looked, and calls `onCommit`
 * if so: what another process has committed can be read here before that process has brought it onto the disk.
 */
export function createForeignCommits(db: DatabaseSync, onCommit: () => void): () => void {
  const look = db.prepare("pragma data_version");
  let last = look.get()?.["data_version"];
  return () => {
    const version = look.get()?.["data_version"];
    if (version === last) return;
    last = version;
    onCommit();
  };
}
