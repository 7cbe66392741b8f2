import { createMemoryStore } from "../support/memory-store/memory-store.ts";
import { testAgainstModel } from "./model.ts";

// Against itself: proves that the comparison holds still when nothing differs.
testAgainstModel("memory", async () => {
  const store = createMemoryStore();
  return { store, close: () => store.close() };
});
