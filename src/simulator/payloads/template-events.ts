import { compact, unixSeconds, type Draft } from "./json.ts";
import type { Update } from "./update.ts";

/** A template as webhooks name it. The id is a JSON number; the language has a hyphen here. */
export interface TemplateRef {
  wabaId: string;
  id: number;
  name: string;
  /** `es-MX`; the API says `es_MX` for the same thing (section 5). */
  language: string;
}

/** Why a template was paused, unpaused or disabled. */
export interface TemplateOtherInfo {
  title: "FIRST_PAUSE" | "SECOND_PAUSE" | "RATE_LIMITING_PAUSE" | "UNPAUSE" | "DISABLED";
  description: string;
}

/** `message_template_status_update`. `reason` is null when there is none, never absent. */
export function templateStatusUpdate(
  template: TemplateRef,
  at: number,
  change: {
    event: string;
    reason?: string;
    category?: string;
    rejection?: { reason: string; recommendation: string };
    disabledAt?: number | string;
    other?: TemplateOtherInfo;
  },
): Update {
  return templateUpdate(template, at, "message_template_status_update", {
    event: change.event,
    ...templateMembers(template),
    message_template_category: change.category,
    reason: change.reason ?? null,
    rejection_info: change.rejection,
    disable_info:
      change.disabledAt === undefined
        ? undefined
        : { disable_date: disableDate(change.disabledAt) },
    other_info:
      change.other === undefined
        ? undefined
        : { title: change.other.title, description: change.other.description },
  });
}

/** `message_template_quality_update`: GREEN, YELLOW, RED or UNKNOWN. */
export function templateQualityUpdate(
  template: TemplateRef,
  at: number,
  scores: { before: string; after: string },
): Update {
  return templateUpdate(template, at, "message_template_quality_update", {
    previous_quality_score: scores.before,
    new_quality_score: scores.after,
    ...templateMembers(template),
  });
}

/** `message_template_components_update`: the text was edited. */
export function templateComponentsUpdate(
  template: TemplateRef,
  at: number,
  parts: { element: string; title?: string; footer?: string },
): Update {
  return templateUpdate(template, at, "message_template_components_update", {
    ...templateMembers(template),
    message_template_element: parts.element,
    message_template_title: parts.title,
    message_template_footer: parts.footer,
  });
}

/** `template_category_update`: Meta moved the template to another category. */
export function templateCategoryUpdate(
  template: TemplateRef,
  at: number,
  categories: { before: string; after: string },
): Update {
  return templateUpdate(template, at, "template_category_update", {
    ...templateMembers(template),
    previous_category: categories.before,
    new_category: categories.after,
    correct_category: categories.after,
  });
}

function templateMembers(template: TemplateRef): Draft {
  return {
    message_template_id: template.id,
    message_template_name: template.name,
    message_template_language: template.language,
  };
}

/** Text or Unix seconds: both were seen (section 5). */
function disableDate(at: number | string): number | string {
  return typeof at === "number" ? unixSeconds(at) : at;
}

/** Key as section 6 has it: template, event (or what the field reports instead) and `entry.time`. */
function templateUpdate(template: TemplateRef, at: number, field: string, draft: Draft): Update {
  const entryTime = unixSeconds(at);
  const reported = draft["event"] ?? draft["new_quality_score"] ?? draft["new_category"];
  const event = typeof reported === "string" ? reported : "edited";
  return {
    key: `template:${template.id}:${field}:${event}:${entryTime}`,
    entryId: template.wabaId,
    entryTime,
    field,
    value: compact(draft),
  };
}
