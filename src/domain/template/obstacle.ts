import { isSendableStatus, type Template } from "./template.ts";
import { readTemplate } from "./read-template.ts";

/**
 * Why a template cannot be sent, to anybody (R7.1, Q31).
 * - deleted: WhatsApp has it no more; status: WhatsApp's word is not one of those it sends with
 * - unsupported: it has parts that this code does not know
 */
export type TemplateObstacle =
  | { reason: "deleted" }
  | { reason: "status"; status: string }
  | { reason: "unsupported"; reasons: string[] };

/** Null: it can be sent. The one rule for the list, for acceptance and for dispatch. */
export function obstacleOf(template: Template): TemplateObstacle | null {
  if (template.deletedAt !== null) return { reason: "deleted" };
  if (!isSendableStatus(template.status)) return { reason: "status", status: template.status };
  const reading = readTemplate(template);
  return reading.kind === "read" ? null : { reason: "unsupported", reasons: reading.reasons };
}
