import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { onTestFinished } from "vitest";
import { connect, type Connection } from "../../../src/store/sqlite/connection.ts";
import { openDatabase } from "../../../src/store/sqlite/open.ts";
import { createSqliteStore, openSqliteStore } from "../../../src/store/sqlite/store.ts";
import type { Store } from "../../../src/store/store.ts";
import { aLine } from "../../support/builders.ts";
import type { OpenStore } from "../contract/setup.ts";

/** For a lock that another process holds: a limit for runs that hang. */
const RETRY_FOR_MS = 30_000;

/** A folder of its own for a database, and how to get rid of it. */
function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "ventana-sqlite-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** An empty store on a file of its own. */
export async function openTemporaryStore(): Promise<OpenStore> {
  const folder = temporaryFolder();
  const store = await openSqliteStore({ path: join(folder.path, "ventana.db") });
  return {
    store,
    async close() {
      await store.close();
      folder.remove();
    },
  };
}

/** A path for a database that nobody has opened yet; gone after the test. */
export function temporaryPath(): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return join(folder.path, "ventana.db");
}

/** A store on a file, closed after the test. */
export async function openStoreAt(path: string, retryForMs = RETRY_FOR_MS): Promise<Store> {
  const store = await openSqliteStore({ path, retryForMs });
  onTestFinished(() => store.close());
  return store;
}

/** A store together with the database below it, for tests that meddle there; closed after the test. */
export async function openWithDatabase(): Promise<{
  path: string;
  db: DatabaseSync;
  connection: Connection;
  store: Store;
}> {
  const path = temporaryPath();
  const db = await openDatabase({ path, retryForMs: RETRY_FOR_MS });
  const connection = connect(db, path);
  const store = createSqliteStore(connection, path);
  onTestFinished(() => store.close());
  await store.putLine(aLine());
  return { path, db, connection, store };
}

/** Another connection to the file, as another process would have it; closed after the test. */
export function otherConnection(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  onTestFinished(() => {
    if (db.isOpen) db.close();
  });
  return db;
}

const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** How many transactions stand in the WAL since it last began: a frame that ends one tells the size of the database. */
export function commitsInWal(path: string): number {
  const wal = readFileSync(`${path}-wal`);
  const frameBytes = FRAME_HEADER_BYTES + wal.readUInt32BE(8);
  const salt = wal.readBigUInt64BE(16);
  let commits = 0;
  for (let at = WAL_HEADER_BYTES; at + frameBytes <= wal.length; at += frameBytes) {
    if (wal.readBigUInt64BE(at + 8) !== salt) break;
    if (wal.readUInt32BE(at + 4) !== 0) commits += 1;
  }
  return commits;
}
