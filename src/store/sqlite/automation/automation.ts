import type { AutomationStore } from "../../automation-store.ts";
import type { Connection } from "../connection.ts";
import { createChoosing } from "./choosing.ts";
import { createEffects } from "./effects.ts";
import { createFlows } from "./flows.ts";
import { createRunLog } from "./run-log.ts";
import { createStarts } from "./starts.ts";

/** Flows, what became of them, and the outbox of what runs do outside. */
export function createAutomation(connection: Connection): AutomationStore {
  return {
    ...createFlows(connection),
    ...createRunLog(connection),
    ...createEffects(connection),
    ...createChoosing(connection),
    ...createStarts(connection),
  };
}
