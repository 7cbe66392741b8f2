import { GraphFailure, type Reply } from "./graph-error.ts";
import type { Json, JsonObject } from "../payloads/json.ts";
import type { SendRequest } from "./send-schema.ts";
import { checkParameters } from "./template-parameters.ts";

/** A template as the API lists it. */
export interface Template {
  id: string;
  wabaId: string;
  name: string;
  /** `es_MX`: the API's form, with an underscore. */
  language: string;
  category: "MARKETING" | "UTILITY" | "AUTHENTICATION";
  status: string;
  parameterFormat: "POSITIONAL" | "NAMED";
  components: JsonObject[];
}

/** The templates of all accounts. Key: account, name and language (section 11). */
export interface TemplateShelf {
  put(template: Template): void;
  find(wabaId: string, name: string, language: string): Template | undefined;
  list(wabaId: string): Template[];
  remove(template: Template): void;
}

/** Creates an empty shelf. */
export function createTemplateShelf(): TemplateShelf {
  const templates = new Map<string, Template>();
  const key = (wabaId: string, name: string, language: string): string =>
    `${wabaId}/${name}/${language}`;
  return {
    put: (template) =>
      void templates.set(key(template.wabaId, template.name, template.language), template),
    find: (wabaId, name, language) => templates.get(key(wabaId, name, language)),
    list: (wabaId) => [...templates.values()].filter((template) => template.wabaId === wabaId),
    remove: ({ wabaId, name, language }) => void templates.delete(key(wabaId, name, language)),
  };
}

const defaultPage = 25;

/** `GET /{waba}/message_templates`, with cursors; `paging.next` is absent on the last page. */
export function listTemplates(
  shelf: TemplateShelf,
  wabaId: string,
  query: URLSearchParams,
  self: string,
): Reply {
  const wanted = ["name", "status", "category", "language"] as const;
  const matching = shelf.list(wabaId).filter((template) =>
    wanted.every((filter) => {
      const value = query.get(filter);
      return value === null || template[filter].toLowerCase() === value.toLowerCase();
    }),
  );
  const start = cursorStart(query.get("after"));
  const limit = Math.max(1, Number(query.get("limit") ?? defaultPage) || defaultPage);
  const page = matching.slice(start, start + limit);
  const end = start + page.length;
  const next = new URL(self);
  next.searchParams.set("after", cursor(end));
  return {
    status: 200,
    body: {
      data: page.map((template) => templateMember(template, query.get("fields"))),
      paging: {
        cursors: { before: cursor(start), after: cursor(end) },
        ...(end < matching.length ? { next: next.href } : {}),
      },
    },
  };
}

function cursor(position: number): string {
  return Buffer.from(`position:${position}`).toString("base64url");
}

function cursorStart(after: string | null): number {
  if (after === null) return 0;
  const position = /^position:(\d+)$/.exec(Buffer.from(after, "base64url").toString())?.[1];
  if (position === undefined) throw new GraphFailure(100, "Invalid cursors values");
  return Number(position);
}

function templateMember(template: Template, fields: string | null): JsonObject {
  const all: Record<string, Json> = {
    name: template.name,
    parameter_format: template.parameterFormat,
    components: template.components,
    language: template.language,
    status: template.status,
    category: template.category,
    quality_score: { score: "UNKNOWN" },
    id: template.id,
  };
  if (fields === null) return all;
  const kept = new Set([...fields.split(","), "id"]);
  return Object.fromEntries(Object.entries(all).filter(([member]) => kept.has(member)));
}

/**
 * Whether a template can be sent as it was asked for (section 9, "template").
 * @throws GraphFailure 132001, 132015, 132016, and what `checkParameters` throws.
 */
export function checkTemplate(
  template: Template | undefined,
  request: Extract<SendRequest, { type: "template" }>["template"],
): Template {
  if (template === undefined) {
    throw new GraphFailure(132001, `template name (${request.name}) does not exist`);
  }
  if (template.status === "PAUSED") throw new GraphFailure(132015);
  if (template.status === "DISABLED") throw new GraphFailure(132016);
  if (template.status !== "APPROVED") throw new GraphFailure(132001);
  checkParameters(template, request.components ?? []);
  return template;
}
