import type { Template } from "../../../domain/template/template.ts";
import type { TemplateSyncProblem } from "../../../domain/template/template-sync.ts";
import {
  listOf,
  objectOf,
  textOf,
  wordOf,
  type JsonObject,
} from "../../../domain/template/json.ts";
import { parseGuardedJson } from "../json-guard.ts";
import { mediaProblem } from "./media-answers.ts";

/** A template as the API lists it. */
export type ListedTemplate = Omit<Template, "workspaceId" | "wabaId" | "fetchedAt" | "deletedAt">;

export type TemplatesAnswer =
  /** One page; `after` asks for the next, and is null on the last. */
  | { kind: "listed"; templates: ListedTemplate[]; after: string | null }
  | { kind: "failed"; problem: TemplateSyncProblem["kind"]; code: number | null };

const OK = 200;
const TEXT_CHARS_MAX = 512;
/** Too many calls to the Business Management API, which has a limit of its own. */
const MANAGEMENT_THROTTLED = 80_008;

/** Reads an answer, which is input like any other. What is no template is left out; a page that is none at all says nothing. */
export function readTemplatesAnswer(status: number, body: Buffer): TemplatesAnswer {
  const parsed = parseGuardedJson(body);
  const answer = parsed.kind === "ok" ? parsed.value : {};
  if (status !== OK || !Array.isArray(answer["data"])) return failed(status, answer);
  const paging = objectOf(answer["paging"]);
  const after = textOf(objectOf(paging["cursors"])["after"]);
  return {
    kind: "listed",
    templates: answer["data"].flatMap((one) => templateIn(objectOf(one)) ?? []),
    // The cursor alone, never the link: our token goes to no address that an answer names.
    after: paging["next"] === undefined ? null : after,
  };
}

function failed(status: number, answer: JsonObject): TemplatesAnswer {
  const { kind, ...rest } = mediaProblem(status, answer);
  const error = objectOf(answer["error"])["code"];
  const code = Number.isSafeInteger(error) ? (error as number) : null;
  if (code === MANAGEMENT_THROTTLED) return { kind: "failed", problem: "throttled", code };
  if (kind === "unauthorized" || kind === "throttled" || kind === "unclear") {
    return { kind: "failed", problem: kind, code };
  }
  return { kind: "failed", problem: "refused", code: "code" in rest ? rest.code : code };
}

function templateIn(listed: JsonObject): ListedTemplate | null {
  const id = idOf(listed["id"]);
  const name = idOf(listed["name"]);
  const language = idOf(listed["language"]);
  if (id === null || name === null || language === null) return null;
  const rejected = textOf(listed["rejected_reason"]);
  return {
    id,
    name,
    language,
    category: wordOf(listed["category"]).slice(0, TEXT_CHARS_MAX),
    status: wordOf(listed["status"]).slice(0, TEXT_CHARS_MAX),
    parameterFormat: wordOf(listed["parameter_format"]) === "NAMED" ? "NAMED" : "POSITIONAL",
    components: listOf(listed["components"]),
    quality: textOf(objectOf(listed["quality_score"])["score"])?.slice(0, TEXT_CHARS_MAX) ?? null,
    rejectedReason: rejected === "NONE" ? null : (rejected?.slice(0, TEXT_CHARS_MAX) ?? null),
  };
}

/** Ids are texts; a number is one that was not quoted (WhatsApp section 1). */
function idOf(value: unknown): string | null {
  const text = Number.isSafeInteger(value) ? String(value) : textOf(value);
  return text !== null && text !== "" && text.length <= TEXT_CHARS_MAX ? text : null;
}
