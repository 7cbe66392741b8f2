import { testCommands } from "./commands.contract.ts";
import { testCommits } from "./commit.contract.ts";
import { testConcurrency } from "./concurrency.contract.ts";
import { testDeliveries } from "./deliveries.contract.ts";
import { testFaults } from "./faults.contract.ts";
import { testFeed } from "./feed.contract.ts";
import { testIdentity } from "./identity.contract.ts";
import { testIntake } from "./intake.contract.ts";
import { testIsolation } from "./isolation.contract.ts";
import { testMedia } from "./media.contract.ts";
import { testList } from "./list.contract.ts";
import { testLoading } from "./load.contract.ts";
import { testOutside } from "./outside.contract.ts";
import { testReader } from "./reader.contract.ts";
import { testReplay } from "./replay.contract.ts";
import { testRequests } from "./requests.contract.ts";
import { testRotation } from "./rotation.contract.ts";
import { testSettings } from "./settings.contract.ts";
import { testSettling } from "./settle.contract.ts";
import { testTemplates } from "./templates.contract.ts";
import { testTemplateSyncs } from "./template-syncs.contract.ts";
import { testWork } from "./work.contract.ts";
import type { StoreFactory } from "./setup.ts";

/** The contract of the store port: whatever passes this may stand behind the engine. */
export function testStoreContract(name: string, factory: StoreFactory): void {
  testIntake(name, factory);
  testOutside(name, factory);
  testCommands(name, factory);
  testRequests(name, factory);
  testIdentity(name, factory);
  testRotation(name, factory);
  testLoading(name, factory);
  testCommits(name, factory);
  testWork(name, factory);
  testFeed(name, factory);
  testDeliveries(name, factory);
  testSettling(name, factory);
  testReplay(name, factory);
  testSettings(name, factory);
  testReader(name, factory);
  testMedia(name, factory);
  testTemplates(name, factory);
  testTemplateSyncs(name, factory);
  testList(name, factory);
  testIsolation(name, factory);
  testConcurrency(name, factory);
  testFaults(name, factory);
}
