import type { WorkspaceId } from "../ids.ts";

/** How the placeholders of a template are named: `{{1}}`, or `{{first_name}}`. */
export type ParameterFormat = "POSITIONAL" | "NAMED";

/** What tells templates apart at WhatsApp: one name in several languages is several templates (WhatsApp section 11). */
export interface TemplateKey {
  /** The WhatsApp business account that owns it; all lines of the account may send it. */
  wabaId: string;
  name: string;
  /** The API's form, with an underscore: `es_MX`. */
  language: string;
}

/** A template as WhatsApp told it last. */
export interface Template extends TemplateKey {
  workspaceId: WorkspaceId;
  /** WhatsApp's id: another one when a deleted template is made again. */
  id: string;
  /** `MARKETING`, `UTILITY` or `AUTHENTICATION`; WhatsApp may change it. */
  category: string;
  /** WhatsApp's word, upper case. */
  status: string;
  parameterFormat: ParameterFormat;
  /** As they came; `readTemplate` makes sense of them. */
  components: unknown[];
  /** `GREEN`, `YELLOW`, `RED` or `UNKNOWN`. */
  quality: string | null;
  /** Why WhatsApp rejected it. */
  rejectedReason: string | null;
  /** When WhatsApp was asked. Of two tellings the later one counts. */
  fetchedAt: number;
  /** When it was found missing at WhatsApp. */
  deletedAt: number | null;
}

/** WhatsApp's word for a category whose templates carry one-time codes. */
export const AUTHENTICATION = "AUTHENTICATION";

/** Statuses in which WhatsApp takes a template: one that is only flagged is still sent (WhatsApp section 11). */
const SENDABLE_STATUSES: ReadonlySet<string> = new Set(["APPROVED", "FLAGGED"]);

export function isSendableStatus(status: string): boolean {
  return SENDABLE_STATUSES.has(status);
}
