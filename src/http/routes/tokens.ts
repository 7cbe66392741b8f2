import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { ADMINISTRATOR } from "../../domain/people/role.ts";
import { isWithinScopes, SCOPES, type Scopes } from "../../domain/people/scope.ts";
import { hasExpired, type Token } from "../../domain/people/token.ts";
import type { User } from "../../domain/people/user.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";
import { idParams, idSchema, listOf, problems } from "../schemas.ts";
import { createToken, tokenAtRest } from "../access/tokens.ts";
import { issuedTokenSchema, tokenSchema, tokenView } from "../views/token.ts";
import { ME, userIn } from "./users.ts";

const tags = ["Tokens"];
const LIVE_MAX = 50;
const DAY_MS = 86_400_000;
const OVERLAP_MS_MAX = 30 * DAY_MS;

const tokenParams = idParams.extend({ tokenId: idSchema });

const whose = `\`${ME}\`, or for administrators any user.`;

/** Tokens of users: one's own, and for administrators those of others. */
export function registerTokens(api: Api, deps: HttpDeps): void {
  registerList(api, deps);
  registerIssue(api, deps);
  registerRotation(api, deps);
  registerRevocation(api, deps);
}

function registerList(api: Api, { store, clock }: HttpDeps): void {
  api.get(
    "/v1/users/:id/tokens",
    {
      config: { right: "tokens.own" },
      schema: {
        tags,
        operationId: "listTokens",
        summary: "List the tokens of a user",
        description: `Those that are valid, newest first. ${whose}`,
        params: idParams,
        response: { 200: listOf(tokenSchema), ...problems("user.unknown") },
      },
    },
    async (request, reply) => {
      const subject = await subjectOf(request, store);
      if ("code" in subject) return sendProblem(reply, subject.code);
      const tokens = await liveTokens(subject.user, { store, clock });
      return { items: tokens.map(tokenView) };
    },
  );
}

const termsSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .max(200)
    .default("")
    .meta({ examples: ["Reports"] }),
  scopes: z
    .array(z.enum(SCOPES))
    .min(1)
    .refine((scopes) => new Set(scopes).size === scopes.length, "must name each scope once")
    .nullable()
    .default(null)
    .meta({ description: "What it is good for, within the rights of its user; null: all." }),
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .nullable()
    .default(null)
    .meta({ description: "Null: never." }),
});

function registerIssue(api: Api, deps: HttpDeps): void {
  const { store, clock, ids } = deps;
  api.post(
    "/v1/users/:id/tokens",
    {
      config: { right: "tokens.own" },
      schema: {
        tags,
        operationId: "createToken",
        summary: "Issue a token",
        description: `The token is shown here and never again: only its hash is kept. At most ${LIVE_MAX} are valid. ${whose} No token issues one with scopes that it has not itself.`,
        params: idParams,
        body: termsSchema.nullish(),
        response: {
          201: issuedTokenSchema,
          ...problems("user.unknown", "user.holds_no_tokens", "token.limit_reached"),
        },
      },
    },
    async (request, reply) => {
      const terms = request.body ?? { name: "", scopes: null, expiresAt: null };
      const subject = await subjectOf(request, store, terms.scopes);
      if ("code" in subject) return sendProblem(reply, subject.code);
      const { user } = subject;
      if (!user.active) return sendProblem(reply, "user.holds_no_tokens");
      const now = clock.now();
      if (terms.expiresAt !== null && terms.expiresAt <= now) {
        const errors = [{ field: "body.expiresAt", rule: "must lie in the future" }];
        return sendProblem(reply, "request.invalid", { errors });
      }
      if ((await liveTokens(user, deps)).length >= LIVE_MAX) {
        return sendProblem(reply, "token.limit_reached");
      }
      const token = createToken(ids);
      const atRest = tokenAtRest(token, user, now, terms);
      await store.putToken(atRest);
      return reply.code(201).send({ token, ...tokenView(atRest) });
    },
  );
}

function registerRotation(api: Api, deps: HttpDeps): void {
  const { store, clock, ids } = deps;
  api.post(
    "/v1/users/:id/tokens/:tokenId/rotate",
    {
      config: { right: "tokens.own" },
      schema: {
        tags,
        operationId: "rotateToken",
        summary: "Issue the successor of a token",
        description:
          "With the same name, scopes and lifetime. Both are valid until the old one expires, a day later when not said otherwise; so whoever uses it can be changed without a gap. Once for each token.",
        params: tokenParams,
        body: z
          .strictObject({ overlapMs: z.int().min(0).max(OVERLAP_MS_MAX).default(DAY_MS) })
          .nullish(),
        response: {
          201: issuedTokenSchema,
          ...problems("user.unknown", "token.unknown", "token.rotated"),
        },
      },
    },
    async (request, reply) => {
      const subject = await subjectOf(request, store);
      if ("code" in subject) return sendProblem(reply, subject.code);
      const { user } = subject;
      const old = (await liveTokens(user, deps)).find(({ id }) => id === request.params.tokenId);
      if (old === undefined) return sendProblem(reply, "token.unknown");
      if (!isWithinScopes(old.scopes, principalOf(request).scopes)) {
        return sendProblem(reply, "auth.scope_missing");
      }
      const now = clock.now();
      const { name, scopes, createdAt, expiresAt } = old;
      const lifetime = expiresAt === null ? null : expiresAt - createdAt;
      const terms = { name, scopes, expiresAt: lifetime === null ? null : now + lifetime };
      const token = createToken(ids);
      const successor = tokenAtRest(token, user, now, terms);
      const { overlapMs = DAY_MS } = request.body ?? {};
      const rotation = { rotatedAt: now, expiresAt: now + overlapMs };
      const isRotated = await store.rotateToken(old, successor, rotation);
      if (!isRotated) return sendProblem(reply, "token.rotated");
      return reply.code(201).send({ token, ...tokenView(successor) });
    },
  );
}

function registerRevocation(api: Api, { store, clock }: HttpDeps): void {
  api.delete(
    "/v1/users/:id/tokens/:tokenId",
    {
      config: { right: "tokens.own" },
      schema: {
        tags,
        operationId: "revokeToken",
        summary: "Revoke a token",
        description: "At once: the next request with it is answered 401. Also the one you use.",
        params: tokenParams,
        response: {
          204: z.null().meta({ description: "It is not valid any more." }),
          ...problems("user.unknown", "token.unknown"),
        },
      },
    },
    async (request, reply) => {
      const subject = await subjectOf(request, store);
      if ("code" in subject) return sendProblem(reply, subject.code);
      const { workspaceId, id: userId } = subject.user;
      const token = { workspaceId, userId, id: request.params.tokenId };
      const isRevoked = await store.revokeToken(token, clock.now());
      return isRevoked ? reply.code(204).send(null) : sendProblem(reply, "token.unknown");
    },
  );

  api.delete(
    "/v1/users/:id/tokens",
    {
      config: { right: "tokens.own" },
      schema: {
        tags,
        operationId: "revokeTokens",
        summary: "Revoke all tokens of a user",
        description: "At once: the next request with one of them is answered 401. Also your own.",
        params: idParams,
        response: {
          204: z.null().meta({ description: "No token of this user is valid any more." }),
          ...problems("user.unknown"),
        },
      },
    },
    async (request, reply) => {
      const subject = await subjectOf(request, store);
      if ("code" in subject) return sendProblem(reply, subject.code);
      const { workspaceId, id } = subject.user;
      await store.revokeTokens(workspaceId, id, clock.now());
      return reply.code(204).send(null);
    },
  );
}

type Subject = { user: User } | { code: ProblemCode };

/** Whose tokens a request is about, if its caller may look after them, and issue some with these scopes. */
async function subjectOf(
  request: FastifyRequest & { params: { id: string } },
  store: Pick<HttpDeps["store"], "user">,
  wanted: Scopes = [],
): Promise<Subject> {
  const principal = principalOf(request);
  const { workspaceId, userId, role, scopes } = principal;
  const id = userIn(request.params.id, principal);
  if (id !== userId && role.id !== ADMINISTRATOR) return { code: "auth.administrators_only" };
  if (!isWithinScopes(wanted, scopes)) return { code: "auth.scope_missing" };
  const user = await store.user(workspaceId, id);
  return user === null ? { code: "user.unknown" } : { user };
}

async function liveTokens(
  { workspaceId, id }: User,
  { store, clock }: Pick<HttpDeps, "store" | "clock">,
): Promise<Token[]> {
  const now = clock.now();
  const tokens = await store.tokens(workspaceId, id);
  return tokens.filter((token) => !hasExpired(token, now));
}
