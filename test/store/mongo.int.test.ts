import { afterAll } from "vitest";
import { startMongo } from "../support/mongo-server.ts";
import { testStoreContract } from "./contract/store.contract.ts";
import { testAgainstModel } from "./model.ts";
import { openFreshStore } from "./mongo/setup.ts";

/** A sequence takes a second or two here: it is told one call at a time, by a network. */
const RUNS = 25;

const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

for (const { url, server } of servers) {
  testStoreContract(server, () => openFreshStore(url));
  testAgainstModel(server, () => openFreshStore(url), RUNS);
}
