import { checkAccepted } from "./accepted.ts";
import { checkAnnounced } from "./announced.ts";
import { checkAutomations } from "./automations/check-automations.ts";
import { checkCommands } from "./commands.ts";
import { checkDeliveries } from "./deliveries.ts";
import type { Evidence } from "./evidence.ts";
import { checkFeeds } from "./feeds.ts";
import { checkLives } from "./lives.ts";
import { checkOwners } from "./owners.ts";
import { checkPeople } from "./people.ts";
import { checkPromptness } from "./promptness.ts";
import { checkRest } from "./rest.ts";
import { checkSends } from "./sends.ts";
import { checkStatuses } from "./statuses.ts";
import { checkTenants } from "./tenants.ts";
import { checkWindows } from "./windows.ts";

/** Every promise of reliability.md 3.2 that this engine can break, asked of a world in which everything has come to rest. */
export async function checkInvariants(evidence: Evidence): Promise<void> {
  checkAccepted(evidence);
  checkPeople(evidence);
  await checkLives(evidence);
  checkCommands(evidence);
  await checkOwners(evidence);
  checkWindows(evidence);
  checkStatuses(evidence);
  checkSends(evidence);
  checkDeliveries(evidence);
  checkFeeds(evidence);
  checkAnnounced(evidence);
  await checkRest(evidence);
  checkPromptness(evidence);
  checkTenants(evidence);
  checkAutomations(evidence);
}
