import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import type { OpenStore } from "../contract/setup.ts";

/** A folder of its own for a database, and how to get rid of it. */
export function temporaryFolder(): { path: string; remove(): void } {
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
