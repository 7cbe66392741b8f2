import { z } from "zod";
import type { Clock } from "./clock.ts";
import { asksForUsage, commandWords } from "./command-words.ts";
import { ADMINISTRATOR } from "./domain/people/role.ts";
import { newUser } from "./domain/people/user.ts";
import { DEFAULT_TIME_ZONE, timeZoneSchema } from "./domain/automation/time-zone.ts";
import {
  ADD_ONS,
  entitlementsOf,
  PLANS,
  timeZoneOf,
  type Workspace,
} from "./domain/people/workspace.ts";
import { ADMIN_ID } from "./http/access/bootstrap-admin.ts";
import { createToken, tokenAtRest } from "./http/access/tokens.ts";
import type { Ids } from "./ids.ts";
import type { PeopleStore } from "./store/people-store.ts";

const OPTIONS = {
  name: { type: "string" },
  plan: { type: "string" },
  "add-on": { type: "string", multiple: true },
  "no-add-ons": { type: "boolean" },
  "time-zone": { type: "string" },
} as const;

interface Tools {
  store: Pick<PeopleStore, "workspace" | "workspaces" | "putWorkspace" | "putUser" | "putToken">;
  clock: Clock;
  ids: Pick<Ids, "bytes">;
}

const WORKSPACE_USAGE = `Usage: ./ventana workspace list
       ./ventana workspace create <id> [--name <name>] [--plan ${PLANS.join("|")}] [--add-on ${ADD_ONS.join("|")}]... [--time-zone <zone>]
       ./ventana workspace change <id> [--name <name>] [--plan ...] [--add-on ...]... [--no-add-ons] [--time-zone <zone>]

create prints a token of the new workspace's administrator, alone on a line. Without --plan and --add-on it has everything. Business hours are meant in
its time zone, ${DEFAULT_TIME_ZONE} unless another is given.`;

const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
  error: "The id has small letters, digits and hyphens, at most 63, and no hyphen in front.",
});
const nameSchema = z.string().trim().min(1, { error: "The name is empty." }).max(200);
const planSchema = z.enum(PLANS, { error: `The plan is one of: ${PLANS.join(", ")}.` });
const addOnsSchema = z.array(z.enum(ADD_ONS, { error: `Add-ons are: ${ADD_ONS.join(", ")}.` }));

/**
 * `./ventana workspace`: makes, lists and changes workspaces, as an operator does. Answers the lines to print.
 *
 * @throws Error with a plain sentence for people: an unknown word, an id that is taken or does not exist
 */
export async function workspaceCommand(words: readonly string[], tools: Tools): Promise<string[]> {
  if (asksForUsage(words)) return [WORKSPACE_USAGE];
  const { values, positionals } = commandWords(
    { args: [...words], allowPositionals: true, options: OPTIONS },
    WORKSPACE_USAGE,
  );
  const [verb, id = "", ...rest] = positionals;
  const takesId = verb !== "list";
  if (rest.length > 0 || (id !== "") !== takesId) throw new Error(WORKSPACE_USAGE);
  const addOns = values["no-add-ons"] === true ? [] : values["add-on"];
  const timeZone = values["time-zone"];
  const given = {
    ...(values.name !== undefined && { name: checked(nameSchema, values.name) }),
    ...(values.plan !== undefined && { plan: checked(planSchema, values.plan) }),
    ...(addOns !== undefined && { addOns: [...new Set(checked(addOnsSchema, addOns))] }),
    ...(timeZone !== undefined && { timeZone: checked(timeZoneSchema, timeZone, "--time-zone ") }),
  };
  switch (verb) {
    case "list":
      return (await tools.store.workspaces()).map(lineOf);
    case "create":
      return create(checked(idSchema, id), given, tools);
    case "change":
      return change(id, given, tools);
    default:
      throw new Error(WORKSPACE_USAGE);
  }
}

type Given = Partial<Pick<Workspace, "name" | "plan" | "addOns" | "timeZone">>;

/** The workspace last: after a crash before it, the same command begins again. */
async function create(id: string, given: Given, { store, clock, ids }: Tools): Promise<string[]> {
  if ((await store.workspace(id)) !== null) throw new Error(`There is a workspace ${id} already.`);
  const now = clock.now();
  const names = { workspaceId: id, id: ADMIN_ID, name: "Administrator" };
  const admin = newUser({ ...names, role: ADMINISTRATOR, createdAt: now });
  const token = createToken(ids);
  await store.putUser(admin);
  await store.putToken(tokenAtRest(token, admin, now));
  const everything = { name: id, plan: "pro", addOns: ADD_ONS } as const;
  await store.putWorkspace({ id, ...everything, ...given, createdAt: now, updatedAt: now });
  return [token];
}

async function change(id: string, given: Given, { store, clock }: Tools): Promise<string[]> {
  const workspace = await store.workspace(id);
  if (workspace === null) throw new Error(`There is no workspace ${id}.`);
  const changed = { ...workspace, ...given, updatedAt: clock.now() };
  await store.putWorkspace(changed);
  return [lineOf(changed)];
}

function lineOf(workspace: Workspace): string {
  const { id, name, plan, addOns } = workspace;
  const opens = entitlementsOf(workspace);
  const zone = timeZoneOf(workspace);
  return [id, name, plan, addOns.join(",") || "-", opens.join(",") || "-", zone].join("\t");
}

/** @throws Error with the rule, for people */
function checked<T>(schema: z.ZodType<T>, value: unknown, subject = ""): T {
  const { data, error } = schema.safeParse(value);
  if (error !== undefined) {
    const [issue] = error.issues;
    throw new Error(issue === undefined ? WORKSPACE_USAGE : `${subject}${issue.message}`);
  }
  return data;
}
