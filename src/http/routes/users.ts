import { z } from "zod";
import type { RoleId, UserId, WorkspaceId } from "../../domain/ids.ts";
import { ADMINISTRATOR, BUILT_IN_ROLES, builtInRole, type Role } from "../../domain/people/role.ts";
import { mayOwn, newUser } from "../../domain/people/user.ts";
import { ONLINE } from "../../domain/people/user-status.ts";
import type { Api } from "../api.ts";
import { principalOf, type Principal } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { idParams, idSchema, listOf, nameSchema, problems } from "../schemas.ts";
import { userSchema, userView } from "../views/user.ts";

const tags = ["Users"];

/** Stands for one's own id. */
export const ME = "me";

/** The people of the workspace. Their tokens are in `tokens.ts`. */
export function registerUsers(api: Api, deps: HttpDeps): void {
  registerCreation(api, deps);
  registerReads(api, deps);
  registerChange(api, deps);
  registerOwnStatus(api, deps);
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
        body: z
          .strictObject({ name: nameSchema, role: idSchema.default("seller") })
          .meta({ examples: [{ name: "Ursula Prado", role: "seller" }] }),
        response: { 201: userSchema, ...problems("user.unknown_role") },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { name, role } = request.body;
      if ((await findRole(workspaceId, role, store)) === null) {
        return sendProblem(reply, "user.unknown_role", { errors: ROLE_ERRORS });
      }
      const now = clock.now();
      const user = newUser({ workspaceId, id: ids.next("usr"), name, role, createdAt: now });
      await store.putUser(user);
      return reply
        .code(201)
        .header("location", `/v1/users/${user.id}`)
        .send(userView(user, { statuses: [], now }));
    },
  );
}

function registerReads(api: Api, { store, clock }: HttpDeps): void {
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
      const { workspaceId } = principalOf(request);
      const users = await store.users(workspaceId);
      const world = { statuses: await store.statuses(workspaceId), now: clock.now() };
      return { items: users.map((user) => userView(user, world)) };
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
        description: `\`${ME}\` is whoever asks.`,
        params: idParams,
        response: { 200: userSchema, ...problems("user.unknown") },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { workspaceId } = principal;
      const user = await store.user(workspaceId, userIn(request.params.id, principal));
      if (user === null) return sendProblem(reply, "user.unknown");
      return userView(user, { statuses: await store.statuses(workspaceId), now: clock.now() });
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
        summary: "Rename a user, give them another role, or switch them on or off",
        description:
          "At once. A user who is off loses all tokens. Whoever is off, or has a role without an inbox, keeps their closed conversations by name; the open ones are given back to nobody within seconds.",
        params: idParams,
        body: z
          .strictObject({ name: nameSchema, role: idSchema, active: z.boolean() })
          .partial()
          .meta({ examples: [{ active: false }] }),
        response: {
          200: userSchema,
          ...problems("user.unknown", "user.is_yourself", "user.unknown_role"),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { workspaceId, userId } = principal;
      const id = userIn(request.params.id, principal);
      const before = await store.user(workspaceId, id);
      if (before === null) return sendProblem(reply, "user.unknown");
      const {
        name = before.name,
        role: roleId = before.role,
        active = before.active,
      } = request.body;
      if (id === userId && (!active || roleId !== ADMINISTRATOR)) {
        return sendProblem(reply, "user.is_yourself");
      }
      const role = await findRole(workspaceId, roleId, store);
      if (role === null && request.body.role !== undefined) {
        return sendProblem(reply, "user.unknown_role", { errors: ROLE_ERRORS });
      }
      const now = clock.now();
      const isOwner = role !== null && mayOwn({ active }, role);
      const releaseAt = isOwner ? null : (before.releaseAt ?? now);
      const isChanged = roleId !== before.role || active !== before.active;
      const changes = { name, role: roleId, active, ...(isChanged && { releaseAt }) };
      const user = await store.changeUser(workspaceId, id, changes);
      if (user === null) return sendProblem(reply, "user.unknown");
      if (!active) await store.revokeTokens(workspaceId, id, now);
      return userView(user, { statuses: await store.statuses(workspaceId), now });
    },
  );
}

function registerOwnStatus(api: Api, { store, clock }: HttpDeps): void {
  api.put(
    "/v1/users/me/status",
    {
      config: { right: "status.set" },
      schema: {
        tags,
        operationId: "setOwnStatus",
        summary: "Say whether you are there",
        description: `\`${ONLINE}\`, or a status of the workspace.`,
        body: z.strictObject({ statusId: idSchema }).meta({ examples: [{ statusId: ONLINE }] }),
        response: { 200: userSchema, ...problems("user.unknown_status", "user.unknown") },
      },
    },
    async (request, reply) => {
      const { workspaceId, userId } = principalOf(request);
      const { statusId } = request.body;
      const statuses = await store.statuses(workspaceId);
      if (statusId !== ONLINE && !statuses.some(({ id }) => id === statusId)) {
        const errors = [{ field: "body.statusId", rule: "must be a status of this workspace" }];
        return sendProblem(reply, "user.unknown_status", { errors });
      }
      const now = clock.now();
      const user = await store.changeUser(workspaceId, userId, {
        statusId: statusId === ONLINE ? null : statusId,
        statusSince: now,
      });
      return user === null ? sendProblem(reply, "user.unknown") : userView(user, { statuses, now });
    },
  );
}

const ROLE_RULE = `must be the id of a role: ${BUILT_IN_ROLES.map(({ id }) => id).join(", ")}, or one of your own`;
const ROLE_ERRORS = [{ field: "body.role", rule: ROLE_RULE }];

async function findRole(
  workspaceId: WorkspaceId,
  id: RoleId,
  store: Pick<HttpDeps["store"], "role">,
): Promise<Role | null> {
  return builtInRole(id) ?? (await store.role(workspaceId, id));
}

/** The user that a path names. */
export function userIn(id: string, { userId }: Pick<Principal, "userId">): UserId {
  return id === ME ? userId : id;
}
