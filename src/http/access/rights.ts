import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ADMINISTRATOR, hasInbox, type Role } from "../../domain/people/role.ts";
import { includesScope, type Scope } from "../../domain/people/scope.ts";
import type { Entitlement } from "../../domain/people/workspace.ts";
import { principalOf, type Principal } from "./auth.ts";
import { sendProblem, type ProblemFacts } from "../problems/problem.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";

/** What a route demands of whoever calls it. */
interface Demand {
  /** What the workspace must have paid for; null: nothing. */
  entitlement: Entitlement | null;
  permits: (role: Role) => boolean;
  /** Said to those whom the role does not permit it. */
  otherwise: ProblemCode & `auth.${string}`;
  /** What the token must be good for; null: any token will do. */
  scope: Scope | null;
}

const inbox = { entitlement: "inbox", permits: hasInbox, otherwise: "auth.no_inbox" } as const;
const contacts = {
  entitlement: null,
  permits: (role) => hasInbox(role) || role.permissions.contacts.length > 0,
  otherwise: "auth.not_permitted",
} as const satisfies Omit<Demand, "scope">;
const everybody = {
  entitlement: null,
  permits: () => true,
  otherwise: "auth.not_permitted",
} as const satisfies Omit<Demand, "scope">;

/** What a route may be for, and so who may call it. What one sees there is decided by `Principal.access` besides. */
const DEMANDS = {
  "inbox.read": { ...inbox, scope: "inbox:read" },
  "inbox.write": { ...inbox, scope: "inbox:write" },
  "events.read": { ...inbox, scope: "events" },
  "contacts.read": { ...contacts, scope: "contacts:read" },
  "contacts.write": { ...contacts, scope: "contacts:write" },
  /** Names of people, roles, lines: needed to read the rest. */
  "workspace.read": { ...everybody, scope: null },
  /** One's own status. */
  "status.set": { ...everybody, scope: "inbox:write" },
  /** One's own tokens; an administrator's handler looks after those of others. */
  "tokens.own": { ...everybody, scope: "settings" },
  "statuses.define": {
    entitlement: null,
    permits: ({ permissions }) => permissions.statuses,
    otherwise: "auth.not_permitted",
    scope: "settings",
  },
  settings: {
    entitlement: null,
    permits: ({ id }) => id === ADMINISTRATOR,
    otherwise: "auth.administrators_only",
    scope: "settings",
  },
} as const satisfies Record<string, Demand>;

export type Right = keyof typeof DEMANDS;

declare module "fastify" {
  interface FastifyContextConfig {
    right?: Right;
  }
}

/** Guards every route that is registered from now on by its right. Throws when a route names none: no route is open by mistake. */
export function guardByRights(scope: FastifyInstance): void {
  scope.addHook("onRoute", ({ method, url, config }) => {
    if (config?.right === undefined) throw new Error(`${String(method)} ${url} names no right`);
  });
  scope.addHook("onRequest", async (request: FastifyRequest, reply: FastifyReply) => {
    const { right } = request.routeOptions.config;
    if (right === undefined) throw new Error("a route without a right");
    const objection = objectionToRight(principalOf(request), right);
    if (objection !== null) return sendProblem(reply, objection.code, objection.facts);
  });
}

export interface RightObjection {
  code: ProblemCode & `${"auth" | "plan"}.${string}`;
  facts?: ProblemFacts;
}

/** Why somebody may not call routes of this right; null when they may. What the workspace lacks is said first, to everybody alike (Q16). */
export function objectionToRight(
  { role, scopes, entitlements }: Pick<Principal, "role" | "scopes" | "entitlements">,
  right: Right,
): RightObjection | null {
  const demand: Demand = DEMANDS[right];
  const { entitlement, permits, otherwise, scope } = demand;
  if (entitlement !== null && !entitlements.includes(entitlement)) {
    return { code: "plan.inbox_missing" };
  }
  if (!permits(role)) return { code: otherwise };
  if (scope === null || includesScope(scopes, scope)) return null;
  return { code: "auth.scope_missing", facts: { detail: `It needs the scope ${scope}.` } };
}

/** The scope that a right needs; null: any token has it. */
export function scopeOf(right: Right): Scope | null {
  return DEMANDS[right].scope;
}
