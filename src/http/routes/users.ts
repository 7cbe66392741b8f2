import { z } from "zod";
import type { User } from "../../domain/user.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problem.ts";
import { idParams, listOf, problems } from "../schemas.ts";
import { createToken, tokenAtRest } from "../tokens.ts";
import { userSchema, userView } from "../views/user.ts";

const tags = ["Users"];

const nameSchema = z.string().trim().min(1).max(200);
const roleSchema = z.enum(["administrator", "seller"]);

/** The people of the workspace, and the tokens of its administrators. */
export function registerUsers(api: Api, deps: HttpDeps): void {
  registerCreation(api, deps);
  registerReads(api, deps);
  registerChange(api, deps);
  registerTokens(api, deps);
}

function registerCreation(api: Api, { store, clock, ids }: HttpDeps): void {
  api.post(
    "/v1/users",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "createUser",
        summary: "Add a user",
        description: "Sellers can be assigned conversations; administrators can hold tokens too.",
        body: z
          .strictObject({ name: nameSchema, role: roleSchema.default("seller") })
          .meta({ examples: [{ name: "Ursula Prado", role: "seller" }] }),
        response: { 201: userSchema, ...problems() },
      },
    },
    async (request, reply) => {
      const user: User = {
        ...request.body,
        workspaceId: principalOf(request).workspaceId,
        id: ids.next("usr"),
        active: true,
        createdAt: clock.now(),
      };
      await store.putUser(user);
      return reply.code(201).header("location", `/v1/users/${user.id}`).send(userView(user));
    },
  );
}

function registerReads(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/users",
    {
      config: { right: "workspace.read" },
      schema: {
        tags,
        operationId: "listUsers",
        summary: "List users",
        response: { 200: listOf(userSchema), ...problems() },
      },
    },
    async (request) => {
      const users = await store.users(principalOf(request).workspaceId);
      return { items: users.map(userView) };
    },
  );

  api.get(
    "/v1/users/:id",
    {
      config: { right: "workspace.read" },
      schema: {
        tags,
        operationId: "getUser",
        summary: "One user",
        params: idParams,
        response: { 200: userSchema, ...problems("user.unknown") },
      },
    },
    async (request, reply) => {
      const user = await store.user(principalOf(request).workspaceId, request.params.id);
      return user === null ? sendProblem(reply, "user.unknown") : userView(user);
    },
  );
}

function registerChange(api: Api, { store, clock }: HttpDeps): void {
  api.patch(
    "/v1/users/:id",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "changeUser",
        summary: "Rename a user, or switch them on or off",
        description:
          "A user who is off keeps their conversations, gets no new ones, and loses all tokens.",
        params: idParams,
        body: z.strictObject({ name: nameSchema.optional(), active: z.boolean().optional() }),
        response: { 200: userSchema, ...problems("user.unknown", "user.is_yourself") },
      },
    },
    async (request, reply) => {
      const { workspaceId, userId } = principalOf(request);
      const { id } = request.params;
      const user = await store.user(workspaceId, id);
      if (user === null) return sendProblem(reply, "user.unknown");
      const { name = user.name, active = user.active } = request.body;
      if (!active && id === userId) return sendProblem(reply, "user.is_yourself");
      const changed = { ...user, name, active };
      await store.putUser(changed);
      if (!active) await store.revokeTokens(workspaceId, id, clock.now());
      return userView(changed);
    },
  );
}

function registerTokens(api: Api, { store, clock, ids }: HttpDeps): void {
  api.post(
    "/v1/users/:id/tokens",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "createToken",
        summary: "Issue a token",
        description: "The token is shown here and never again: only its hash is kept.",
        params: idParams,
        body: z.strictObject({}).nullish(),
        response: {
          201: z.object({ token: z.string(), hint: z.string() }),
          ...problems("user.unknown", "user.holds_no_tokens"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const user = await store.user(workspaceId, request.params.id);
      if (user === null) return sendProblem(reply, "user.unknown");
      if (user.role !== "administrator" || !user.active) {
        return sendProblem(reply, "user.holds_no_tokens", {
          detail: "Tokens are for administrators who are active.",
        });
      }
      const token = createToken(ids);
      const atRest = tokenAtRest(token, user, clock.now());
      await store.putToken(atRest);
      return reply.code(201).header("cache-control", "no-store").send({ token, hint: atRest.hint });
    },
  );

  api.delete(
    "/v1/users/:id/tokens",
    {
      config: { right: "settings" },
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
      const { workspaceId } = principalOf(request);
      const { id } = request.params;
      if ((await store.user(workspaceId, id)) === null) return sendProblem(reply, "user.unknown");
      await store.revokeTokens(workspaceId, id, clock.now());
      return reply.code(204).send(null);
    },
  );
}
