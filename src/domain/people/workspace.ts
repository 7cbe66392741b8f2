import { DEFAULT_TIME_ZONE } from "../automation/time-zone.ts";
import type { WorkspaceId } from "../ids.ts";

/** What a customer pays for. The inbox needs `pro` and the add-on `whatsapp` (R2.1). */
export const PLANS = ["lite", "pro"] as const;
export const ADD_ONS = ["whatsapp"] as const;

/** A customer's own world: nothing crosses its border. */
export interface Workspace {
  id: WorkspaceId;
  name: string;
  plan: (typeof PLANS)[number];
  addOns: readonly (typeof ADD_ONS)[number][];
  /** Where its people look at the clock (IANA). Not there: nobody has said, see `timeZoneOf`. */
  timeZone?: string;
  createdAt: number;
  updatedAt: number;
}

/** A part of the product that plan and add-ons open. */
export type Entitlement = "inbox";

/**
 * What a workspace may use (Q16). One that nobody made has nothing. Whatever is missing here, webhooks are stored and settings can be
 * changed, so that a lapsed plan loses nothing.
 */
export function entitlementsOf(
  workspace: Pick<Workspace, "plan" | "addOns"> | null,
): readonly Entitlement[] {
  const hasInbox = workspace?.plan === "pro" && workspace.addOns.includes("whatsapp");
  return hasInbox ? ["inbox"] : [];
}

/** The zone in which a workspace's business hours are meant. */
export function timeZoneOf(workspace: Pick<Workspace, "timeZone"> | null): string {
  return workspace?.timeZone ?? DEFAULT_TIME_ZONE;
}
