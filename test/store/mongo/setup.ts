import { MongoClient } from "mongodb";
import { openMongoStore } from "../../../src/store/mongo/store.ts";
import { freshDatabaseName } from "../../support/mongo-server.ts";
import type { OpenStore } from "../contract/setup.ts";

/** The URL of a server with the name of a database in it, and perhaps another host; what else the URL says stays. */
export function urlOf(serverUrl: string, database: string, host?: string): string {
  const parts = /^(mongodb[^/]*\/\/(?:[^/?]*@)?)([^/?@]+)(?:\/[^?]*)?(\?.*)?$/.exec(serverUrl);
  const [, beginning = "", servers = "", options = ""] = parts ?? [];
  return `${beginning}${host ?? servers}/${database}${options}`;
}

/** A database that no other test has, and how to get rid of it. */
export function freshDatabase(serverUrl: string) {
  const name = freshDatabaseName();
  return {
    name,
    url: urlOf(serverUrl, name),
    async drop(): Promise<void> {
      await using client = new MongoClient(serverUrl);
      await client.db(name).dropDatabase();
    },
  };
}

/** A server that runs answers in the end: a limit for runs that hang. */
export const REACH_MS = 60_000;

/** An empty store on a database of its own. */
export async function openFreshStore(serverUrl: string): Promise<OpenStore & { url: string }> {
  const { url, drop } = freshDatabase(serverUrl);
  const store = await openMongoStore({ url, reachMs: REACH_MS });
  return {
    url,
    store,
    async close() {
      await store.close();
      await drop();
    },
  };
}
