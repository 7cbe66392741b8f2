import { afterAll } from "vitest";
import { openMongoStore } from "../../src/store/mongo/store.ts";
import { freshDatabaseName, startMongo } from "../support/mongo-server.ts";
import { testStoreContract } from "./contract/store.contract.ts";

const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

for (const { url, server } of servers) {
  testStoreContract(server, async () => {
    const database = freshDatabaseName();
    const at = new URL(url);
    at.pathname = `/${database}`;
    const store = await openMongoStore({ url: at.href });
    return {
      store,
      async close() {
        await store.close();
      },
    };
  });
}
