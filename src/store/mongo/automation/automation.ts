import type { AutomationStore } from "../../automation-store.ts";
import type { Collections } from "../documents.ts";
import type { Entries } from "../intake/entries.ts";
import { createChoosing } from "./choosing.ts";
import { createEffects } from "./effects.ts";
import { createFlows } from "./flows.ts";
import { createRunLog } from "./run-log.ts";
import { createStarts } from "./starts.ts";

/** Flows, what became of them, and the outbox of what runs do outside; and what the sweep finishes of it. */
export function createAutomation(collections: Collections, entries: Entries) {
  const { repairEffects, ...effects } = createEffects(collections, entries);
  const store: AutomationStore = {
    ...createFlows(collections),
    ...createRunLog(collections),
    ...effects,
    ...createChoosing(collections),
    ...createStarts(collections, entries),
  };
  return { store, repairEffects };
}
