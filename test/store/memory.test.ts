import { createMemoryStore } from "../support/memory-store/memory-store.ts";
import { testAutomation } from "./contract/automation.contract.ts";
import { testStoreContract } from "./contract/store.contract.ts";
import type { OpenStore } from "./contract/setup.ts";

async function open(): Promise<OpenStore> {
  const store = createMemoryStore();
  return { store, close: () => store.close() };
}

testStoreContract("memory", open);
testAutomation("memory", open);
