import { MongoClient } from "mongodb";
import { afterAll, beforeAll } from "vitest";
import { reachingFor } from "../../../src/store/mongo/connect.ts";
import { createIndexes } from "../../../src/store/mongo/schema/indexes.ts";
import { createMongoStore } from "../../../src/store/mongo/store.ts";
import type { Store } from "../../../src/store/store.ts";
import { createMemoryStore } from "../../support/memory-store/memory-store.ts";
import { freshDatabaseName } from "../../support/mongo-server.ts";
import { interceptedDb, type Intercept } from "./intercepted-db.ts";
import { everythingOf, setScene } from "./scenes.ts";
import { REACH_MS } from "./setup.ts";

/** A database with Ana's conversation in it, a store that is well, and a way to get more on the same data. */
export interface Playground {
  store: Store;
  /** A store whose every call of the driver goes through `intercept`: another process, as far as the data can tell. */
  another(intercept: Intercept): Store;
  drop(): Promise<unknown>;
}

/** Playgrounds on a server, for the tests of one `describe`; each has a database of its own. */
export function usePlaygrounds(url: string): () => Promise<Playground> {
  const client = new MongoClient(url, reachingFor(REACH_MS));
  beforeAll(() => client.connect());
  afterAll(() => client.close());
  return async () => {
    const db = client.db(freshDatabaseName());
    await createIndexes(db);
    const another = (intercept: Intercept) =>
      createMongoStore(interceptedDb(db, intercept), { name: "test", close: async () => {} });
    const store = another((_, make) => make());
    await setScene(store);
    return { store, another, drop: () => db.dropDatabase() };
  };
}

/** What the memory store shows after the same acts: it cannot die or be interrupted in between. */
export async function undisturbed(
  conversationIds: readonly string[],
  ...acts: ((store: Store) => Promise<unknown>)[]
) {
  const model = createMemoryStore();
  await setScene(model);
  for (const act of acts) await act(model);
  return everythingOf(model, conversationIds);
}
