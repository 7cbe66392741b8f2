import { testStoreContract } from "./contract/store.contract.ts";
import { openTemporaryStore } from "./sqlite/setup.ts";

testStoreContract("SQLite", openTemporaryStore);
