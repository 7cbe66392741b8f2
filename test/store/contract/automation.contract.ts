import { testEffects } from "./effects.contract.ts";
import { testFlows } from "./flows.contract.ts";
import { testRunLog } from "./run-log.contract.ts";
import type { StoreFactory } from "./setup.ts";

/** Flows, what became of them, and the outbox of automations. */
export function testAutomation(name: string, factory: StoreFactory): void {
  testFlows(name, factory);
  testRunLog(name, factory);
  testEffects(name, factory);
}
