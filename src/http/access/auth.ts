import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from "fastify";
import type { Clock } from "../../clock.ts";
import { accessOf, type Access } from "../../domain/people/access.ts";
import type { TokenId, UserId, WorkspaceId } from "../../domain/ids.ts";
import { roleOf, type Role } from "../../domain/people/role.ts";
import type { Scopes } from "../../domain/people/scope.ts";
import { hasExpired, type Token } from "../../domain/people/token.ts";
import { entitlementsOf, type Entitlement } from "../../domain/people/workspace.ts";
import type { Log } from "../../log.ts";
import type { Bearer, TokenStore } from "../../store/people-store.ts";
import { sendProblem } from "../problems/problem.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";
import type { RateGuards } from "./rate-limits.ts";
import { createTokenUses } from "./token-uses.ts";
import { hashToken, isMistyped } from "./tokens.ts";

/** On whose behalf a request runs, and what they may. */
export interface Principal {
  workspaceId: WorkspaceId;
  userId: UserId;
  tokenId: TokenId;
  role: Role;
  /** Whose conversations they may see and change. */
  access: Access;
  /** What the token is good for, at most. */
  scopes: Scopes;
  /** What the workspace may use. */
  entitlements: readonly Entitlement[];
}

export type Authentication =
  | { kind: "known"; principal: Principal; token: Token }
  | { kind: "refused"; code: ProblemCode & `auth.${string}` };

interface TokenReader {
  store: Pick<TokenStore, "bearer">;
  clock: Clock;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Set on every route behind `authenticated`. */
    principal: Principal | null;
  }
}

/** Without it, it is not the token that is wrong. */
const SCHEME = /^bearer\b/i;
const BEARER = /^bearer ([\x21-\x7e]{1,256})$/i;
const HOW = { detail: "Send it in the header: `Authorization: Bearer vt_...`." };
const TOKEN_PARAMETERS = ["token", "access_token", "auth", "authorization", "api_key", "apikey"];

/**
 * Who asks, by `Authorization: Bearer`. The store is asked every time: a revoked token, or one of a user who was switched off,
 * is refused from the next request on. Found by its hash, so the time taken tells nothing about the tokens there are.
 *
 * A token in the URL is refused even beside a good header: URLs end up in logs and histories (reliability.md 4.3).
 *
 * @throws StoreUnavailableError
 */
export async function authenticate(
  request: Pick<FastifyRequest, "headers" | "query">,
  { store, clock }: TokenReader,
): Promise<Authentication> {
  if (hasTokenInQuery(request.query)) return { kind: "refused", code: "auth.token_in_query" };
  const header = request.headers.authorization;
  if (header === undefined || !SCHEME.test(header))
    return { kind: "refused", code: "auth.required" };
  const token = BEARER.exec(header)?.[1];
  if (token === undefined || isMistyped(token)) {
    return { kind: "refused", code: "auth.invalid_token" };
  }
  const bearer = await store.bearer(hashToken(token));
  if (bearer === null || !bearer.user.active)
    return { kind: "refused", code: "auth.invalid_token" };
  if (hasExpired(bearer.token, clock.now())) return { kind: "refused", code: "auth.expired_token" };
  return { kind: "known", principal: principalFor(bearer), token: bearer.token };
}

function principalFor({ user, token, role: custom, teams, workspace }: Bearer): Principal {
  const role = roleOf(user.role, custom);
  const entitlements = entitlementsOf(workspace);
  return {
    workspaceId: user.workspaceId,
    userId: user.id,
    tokenId: token.id,
    role,
    access: accessOf(user, { role, teams, entitlements }),
    scopes: token.scopes,
    entitlements,
  };
}

/** The guard of every route under `/v1`: lets in whoever has a valid token. What they may do there is the business of `rights.ts`. */
export function authenticated(
  deps: {
    store: Pick<TokenStore, "bearer" | "noteUse">;
    clock: Clock;
    log: Log;
  },
  limits: RateGuards,
): onRequestAsyncHookHandler {
  const noteUse = createTokenUses(deps);
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const answer = await authenticate(request, deps);
    if (answer.kind === "refused") {
      if (await limits.refused(request, reply)) return reply;
      return sendProblem(reply, answer.code, answer.code === "auth.required" ? HOW : {});
    }
    request.principal = answer.principal;
    noteUse(answer.token);
    if (await limits.known(request, reply)) return reply;
  };
}

/** The principal of a request that passed the guard. */
export function principalOf(request: Pick<FastifyRequest, "principal">): Principal {
  if (request.principal === null) throw new Error("a route without its guard");
  return request.principal;
}

function hasTokenInQuery(query: unknown): boolean {
  if (typeof query !== "object" || query === null) return false;
  return Object.entries(query).some(
    ([name, value]) =>
      TOKEN_PARAMETERS.includes(name.toLowerCase()) ||
      [value].flat().some((each) => typeof each === "string" && each.startsWith("vt_")),
  );
}
