import type { FlowDefinition } from "../../domain/automation/flow.ts";
import type { FlowMessage, FlowTemplate } from "../../domain/automation/message.ts";
import type { Step } from "../../domain/automation/step.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { Line } from "../../domain/line.ts";
import { fillTemplate } from "../../domain/automation/fill.ts";
import { BUILT_IN_ROLES } from "../../domain/people/role.ts";
import { resolveHeader, resolveMedia } from "../../sending/resolve-media.ts";
import { resolveTemplate } from "../../sending/resolve-template.ts";
import type { HttpDeps } from "../deps.ts";
import type { ResolvedContent } from "../../sending/resolution.ts";
import { urlRule } from "../endpoint-input.ts";
import type { FieldError } from "../problems/problem.ts";
import { customKeyOf } from "../../domain/contact/contact-fields.ts";

type Deps = Pick<HttpDeps, "store" | "clock" | "endpoints">;

/** What a step names that is the workspace's, and where. */
type Reference = { field: string } & (
  | { kind: "template"; template: FlowTemplate }
  | { kind: "url"; url: string }
  | { kind: "message"; message: FlowMessage }
  | { kind: "flow" | "user" | "team" | "role" | "line" | "customField"; id: string }
);

/** All that a definition names and that has to be there when it is switched on. */
function referencesOf({ scope, steps }: FlowDefinition): Reference[] {
  const lines = (scope.lines ?? []).map((id, at): Reference => ({
    field: `scope.lines[${at}]`,
    kind: "line",
    id,
  }));
  const named = steps.flatMap((step, index) => {
    const place = `steps[${index}] (${step.id})`;
    const template = (where: string, asked: FlowTemplate): Reference => ({
      field: `${place}.${where}`,
      kind: "template",
      template: asked,
    });
    const found: Reference[] = messagesOf(step).map(([where, message]) => ({
      field: `${place}.${where}`,
      kind: "message",
      message,
    }));
    if (step.do === "sendTemplate") found.push(template("template", step.template));
    if ("whenWindowShut" in step && step.whenWindowShut.kind === "template") {
      found.push(template("whenWindowShut.template", step.whenWindowShut.template));
    }
    if (step.do === "webhook" || step.do === "respond") {
      found.push({ field: `${place}.url`, kind: "url", url: step.url });
    }
    if (step.do === "startFlow")
      found.push({ field: `${place}.flowId`, kind: "flow", id: step.flowId });
    const customKey = step.do === "setField" ? customKeyOf(step.field) : null;
    if (customKey !== null)
      found.push({ field: `${place}.field`, kind: "customField", id: customKey });
    const to = step.do === "assign" || step.do === "handOver" ? step.to : null;
    if (to?.kind === "user")
      found.push({ field: `${place}.to.userId`, kind: "user", id: to.userId });
    if (to?.kind !== "pick") return found;
    const { among } = to;
    switch (among.kind) {
      case "team":
        return [
          ...found,
          { field: `${place}.to.among.teamId`, kind: "team" as const, id: among.teamId },
        ];
      case "role":
        return [
          ...found,
          { field: `${place}.to.among.roleId`, kind: "role" as const, id: among.roleId },
        ];
      case "users":
        return [
          ...found,
          ...among.userIds.map((id, at) => ({
            field: `${place}.to.among.userIds[${at}]`,
            kind: "user" as const,
            id,
          })),
        ];
    }
  });
  return [...lines, ...named];
}

/** What a step sends by itself, and the member it stands in. */
function messagesOf(step: Step): [where: string, FlowMessage][] {
  if (step.do === "send") return step.messages.map((message, at) => [`messages[${at}]`, message]);
  if (step.do !== "ask") return [];
  const { message, whenInvalid } = step;
  return whenInvalid === null
    ? [["message", message]]
    : [
        ["message", message],
        ["whenInvalid", whenInvalid],
      ];
}

const RULES = {
  flow: "must be an automation of this workspace",
  user: "must be an active user of this workspace",
  team: "must be a team of this workspace",
  role: "must be a role of this workspace",
  line: "must be a line of this workspace",
  customField: "must be a custom field of this workspace",
} as const;

/**
 * What a definition names that is not there, or cannot be used: said when it is switched on, so that no contact finds out. Templates must be
 * sendable on every account that the flow runs on, with all their slots bound.
 */
export async function brokenReferences(
  definition: FlowDefinition,
  workspaceId: WorkspaceId,
  deps: Deps,
): Promise<FieldError[]> {
  const references = referencesOf(definition);
  const { lines, ids } = await namesOf(references, workspaceId, deps);
  const { scope } = definition;
  const own = lines.filter(({ id }) => scope.lines === null || scope.lines.includes(id));
  const accounts = [...new Map(own.map((line) => [line.wabaId, line])).values()];
  const broken: FieldError[] = [];
  for (const reference of references) {
    const field = `definition.${reference.field}`;
    if (reference.kind === "template") {
      broken.push(
        ...(await templateErrors(reference.template, { field, accounts, workspaceId }, deps)),
      );
    } else if (reference.kind === "url") {
      const rule = await urlRule(reference.url, deps);
      if (rule !== null) broken.push({ field, rule });
    } else if (reference.kind === "message") {
      broken.push(...(await fileErrors(reference.message, { field, workspaceId }, deps)));
    } else if (!ids[reference.kind].has(reference.id)) {
      broken.push({ field, rule: RULES[reference.kind] });
    }
  }
  return broken;
}

/** The file of a message, if it has one: in the library, and of the kind that the message says. */
async function fileErrors(
  message: FlowMessage,
  { field, workspaceId }: { field: string; workspaceId: WorkspaceId },
  { store }: Deps,
): Promise<FieldError[]> {
  const library = { store, workspaceId, sender: null };
  switch (message.type) {
    case "text":
    case "location":
    case "list":
      return [];
    case "buttons":
      return faultsOf(await resolveHeader(message, library), field);
    default:
      return faultsOf(await resolveMedia(message, library), field);
  }
}

function faultsOf(resolved: ResolvedContent, field: string): FieldError[] {
  if (resolved.kind === "content") return [];
  return resolved.errors.map((fault) => ({ field: `${field}.${fault.field}`, rule: fault.rule }));
}

type Named = Exclude<Reference["kind"], "template" | "url" | "message">;

async function namesOf(
  references: readonly Reference[],
  workspaceId: WorkspaceId,
  { store }: Deps,
): Promise<{ lines: Line[]; ids: Record<Named, Set<string>> }> {
  const kinds = new Set(references.map(({ kind }) => kind));
  const lines = await store.lines(workspaceId);
  const users = kinds.has("user") ? await store.users(workspaceId) : [];
  const teams = kinds.has("team") ? await store.teams(workspaceId) : [];
  const fields = kinds.has("customField") ? await store.customFields(workspaceId) : [];
  const roles = kinds.has("role") ? await store.roles(workspaceId) : [];
  const wanted = references.flatMap((reference) =>
    reference.kind === "flow" ? [reference.id] : [],
  );
  const flows = await Promise.all(wanted.map((id) => store.flow(workspaceId, id)));
  const setOf = (things: readonly ({ id: string } | null)[]) =>
    new Set(things.flatMap((thing) => (thing === null ? [] : [thing.id])));
  return {
    lines,
    ids: {
      line: setOf(lines),
      user: setOf(users.filter(({ active }) => active)),
      team: setOf(teams),
      role: setOf([...BUILT_IN_ROLES, ...roles]),
      flow: setOf(flows),
      customField: new Set(fields.map(({ key }) => key)),
    },
  };
}

async function templateErrors(
  template: FlowTemplate,
  {
    field,
    accounts,
    workspaceId,
  }: { field: string; accounts: readonly Line[]; workspaceId: WorkspaceId },
  { store, clock }: Deps,
): Promise<FieldError[]> {
  const asked = fillTemplate(template, null);
  const context = { store, workspaceId, sender: null, now: clock.now() };
  const errors: FieldError[] = [];
  for (const line of accounts) {
    const resolved = await resolveTemplate(asked, { line, contact: null }, context);
    if (resolved.kind === "content") continue;
    errors.push(
      ...resolved.errors.map((error) => ({
        field: `${field}.${error.field}`,
        rule: `${error.rule} (line ${line.id})`,
      })),
    );
  }
  return errors;
}
