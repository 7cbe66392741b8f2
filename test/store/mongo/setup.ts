import { MongoClient } from "mongodb";
import { openMongoStore } from "../../../src/store/mongo/store.ts";
import { freshDatabaseName } from "../../support/mongo-server.ts";
import type { OpenStore } from "../contract/setup.ts";

/** The URL of a server with the name of a database in it; whatever else the URL says stays. */
function urlOf(serverUrl: string, database: string): string {
  const [, servers = "", options = ""] =
    /^(mongodb[^/]*\/\/[^/?]+)\/?(\?.*)?$/.exec(serverUrl) ?? [];
  return `${servers}/${database}${options}`;
}

/** A database that no other test has, and how to get rid of it. */
export function freshDatabase(serverUrl: string): { url: string; drop(): Promise<void> } {
  const name = freshDatabaseName();
  return {
    url: urlOf(serverUrl, name),
    async drop() {
      await using client = new MongoClient(serverUrl);
      await client.db(name).dropDatabase();
    },
  };
}

/** An empty store on a database of its own. */
export async function openFreshStore(serverUrl: string): Promise<OpenStore & { url: string }> {
  const { url, drop } = freshDatabase(serverUrl);
  const store = await openMongoStore({ url });
  return {
    url,
    store,
    async close() {
      await store.close();
      await drop();
    },
  };
}
