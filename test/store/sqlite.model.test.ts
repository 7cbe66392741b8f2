import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { testAgainstModel } from "./model.ts";

// In memory: what is compared is what the statements mean, and thousands of stores need no disk.
testAgainstModel("SQLite", async () => {
  const store = await openSqliteStore({ path: ":memory:" });
  return { store, close: () => store.close() };
});
