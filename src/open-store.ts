import { existsSync } from "node:fs";
import type { Config } from "./config.ts";
import { openSqliteStore } from "./store/sqlite/store.ts";
import { StoreUnavailableError, type Store } from "./store/store.ts";

type Where = Pick<Config, "DATABASE_URL">;

/** Opens the store that `DATABASE_URL` names. Throws `StoreUnavailableError` with a plain sentence when it cannot. */
export async function openStore(config: Where, options?: { reachMs?: number }): Promise<Store> {
  const path = sqlitePath(config);
  if (path !== null) return await openSqliteStore({ path });
  // Loaded only where it is used: the driver costs start-up time and memory.
  const { openMongoStore } = await import("./store/mongo/store.ts");
  return await openMongoStore({ ...options, url: config.DATABASE_URL });
}

/** The same for a command that looks at what is there: a database that is not there is an error, and is not made. */
export async function openExistingStore(config: Where): Promise<Store> {
  const path = sqlitePath(config);
  if (path !== null && !existsSync(path))
    throw new StoreUnavailableError(`There is no database at ${path} (DATABASE_URL).`);
  return await openStore(config);
}

/** Null when the store is no file. */
function sqlitePath({ DATABASE_URL: url }: Where): string | null {
  return url.startsWith("sqlite:") ? url.slice("sqlite:".length) : null;
}
