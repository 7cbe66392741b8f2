import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ADMINISTRATOR, hasInbox } from "../domain/role.ts";
import { principalOf, type Principal } from "./auth.ts";
import { sendProblem } from "./problem.ts";
import type { ProblemCode } from "./problem-catalogue.ts";

/**
 * What a route is for, and so who may call it; named in its `config`. What one sees there is decided by `Principal.access` besides.
 *
 * - `inbox.read`, `inbox.write`, `events.read`: people with an inbox
 * - `workspace.read`: everybody, because it is needed to read the rest: names of people and lines
 * - `contacts.read`, `contacts.write`: people who manage contacts, or see those of their conversations
 * - `settings`: administrators
 */
export type Right =
  | "inbox.read"
  | "inbox.write"
  | "events.read"
  | "contacts.read"
  | "contacts.write"
  | "workspace.read"
  | "settings";

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
    const code = objectionToRight(principalOf(request), right);
    if (code !== null) return sendProblem(reply, code);
  });
}

/** Why somebody may not call routes of this right; null when they may. */
export function objectionToRight(
  { role }: Pick<Principal, "role">,
  right: Right,
): (ProblemCode & `auth.${string}`) | null {
  switch (right) {
    case "workspace.read":
      return null;
    case "inbox.read":
    case "inbox.write":
    case "events.read":
      return hasInbox(role) ? null : "auth.no_inbox";
    case "contacts.read":
    case "contacts.write":
      return hasInbox(role) || role.permissions.contacts.length > 0 ? null : "auth.not_permitted";
    case "settings":
      return role.id === ADMINISTRATOR ? null : "auth.administrators_only";
  }
}
