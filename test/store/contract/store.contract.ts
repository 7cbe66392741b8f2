import { testCommands } from "./commands.contract.ts";
import { testIdentity } from "./identity.contract.ts";
import { testIntake } from "./intake.contract.ts";
import { testOutside } from "./outside.contract.ts";
import { testRotation } from "./rotation.contract.ts";
import type { StoreFactory } from "./setup.ts";

/** The contract of the store port: whatever passes this may stand behind the engine. */
export function testStoreContract(name: string, factory: StoreFactory): void {
  testIntake(name, factory);
  testOutside(name, factory);
  testCommands(name, factory);
  testIdentity(name, factory);
  testRotation(name, factory);
}
