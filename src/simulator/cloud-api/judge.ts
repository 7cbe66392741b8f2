import type { Contact } from "../contact.ts";
import type { ErrorCode } from "../error-catalogue.ts";
import type { Pricing } from "../payloads/status.ts";
import type { LineRef } from "../payloads/update.ts";
import { dayMs } from "../windows.ts";
import type { SendRequest } from "./send-schema.ts";
import type { Template } from "./templates.ts";
import type { World } from "./world.ts";

/**
 * Whether the send needs an open window, whether there is one, and how Meta would say no: at once, or
 * with 200 now and a `failed` status later (section 7).
 */
export function judgeWindow(
  world: World,
  line: LineRef,
  request: SendRequest,
  contact: Contact | undefined,
): { window: { needed: boolean; open: boolean }; refusal: "none" | "sync" | "async" } {
  const open =
    contact !== undefined &&
    world.windows.isOpen(line.phoneNumberId, contact.id, world.clock.now());
  const needed = request.type !== "template";
  const draw = world.rules.windowRefusal === "both" && world.random.chance(0.5);
  const refusal =
    !needed || open ? "none" : world.rules.windowRefusal === "sync" || draw ? "sync" : "async";
  return { window: { needed, open }, refusal };
}

/** Why an accepted send will fail all the same, as `sync/async` in section 9 has it. */
export function laterFailure(
  world: World,
  request: SendRequest,
  contact: Contact | undefined,
  template: Template | undefined,
): ErrorCode | undefined {
  if (contact === undefined) return 131026;
  if (template?.category === "MARKETING" && contact.hasStoppedMarketing) return 131050;
  if (request.type === "reaction") return reactionFailure(world, request.reaction.message_id);
  return missesMedia(world, request) ? 131053 : undefined;
}

/** Targets: not older than 30 days, known, not a reaction (section 8). */
function reactionFailure(world: World, target: string): ErrorCode | undefined {
  if (world.inboundIds.has(target)) return undefined;
  const ours = world.sends.byWamid(target);
  const reacts = ours !== undefined && ours.type !== "reaction";
  return reacts && ours.at > world.clock.now() - 30 * dayMs ? undefined : 131009;
}

function missesMedia(world: World, request: SendRequest): boolean {
  const media = (request as unknown as Record<string, unknown>)[request.type];
  const id = (media as { id?: unknown } | undefined)?.id;
  const ids = request.type === "template" ? headerMedia(request.template) : [id];
  return ids.some((each) => typeof each === "string" && !world.media.has(each));
}

/** Ids of the files in the header of a template, and in those of its cards. */
function headerMedia(template: object): string[] {
  return [...JSON.stringify(template).matchAll(/"(?:image|video|document)":\{"id":"(\w+)"/g)].map(
    ([, id = ""]) => id,
  );
}

/** Who pays: free-form is free here, utility is free inside the window (section 7, "Pricing"). */
export function pricingOf(template: Template | undefined, isOpen: boolean): Pricing {
  if (template === undefined) {
    return { model: "PMP", type: "free_customer_service", category: "service", billable: false };
  }
  const category = template.category.toLowerCase() as "marketing" | "utility" | "authentication";
  const isFree = category === "utility" && isOpen;
  return {
    model: "PMP",
    type: isFree ? "free_customer_service" : "regular",
    category,
    billable: !isFree,
  };
}
