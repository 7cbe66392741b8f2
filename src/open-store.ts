import type { Config } from "./config.ts";
import { openSqliteStore } from "./store/sqlite/store.ts";
import type { Store } from "./store/store.ts";

/** Opens the store that `DATABASE_URL` names. Throws `StoreUnavailableError` with a plain sentence when it cannot. */
export async function openStore(config: Pick<Config, "DATABASE_URL">): Promise<Store> {
  const url = config.DATABASE_URL;
  if (url.startsWith("sqlite:"))
    return await openSqliteStore({ path: url.slice("sqlite:".length) });
  // Loaded only where it is used: the driver costs start-up time and memory.
  const { openMongoStore } = await import("./store/mongo/store.ts");
  return await openMongoStore({ url });
}
