import { createMemoryStore } from "../support/memory-store/memory-store.ts";
import { testStoreContract } from "./contract/store.contract.ts";

testStoreContract("memory", async () => {
  const store = createMemoryStore();
  return { store, close: () => store.close() };
});
