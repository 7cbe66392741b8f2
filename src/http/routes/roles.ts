import { z } from "zod";
import {
  builtInRole,
  BUILT_IN_ROLES,
  hasInbox,
  NO_PERMISSIONS,
  type CustomRole,
} from "../../domain/people/role.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { changed } from "../changed.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { permissionChangesSchema } from "../access/role-input.ts";
import { idParams, listOf, nameSchema, problems } from "../schemas.ts";
import { roleSchema, roleView } from "../views/role.ts";

const tags = ["Roles"];

/** What people may do (R2.3, R2.7 to R2.9). Only administrators change it. */
export function registerRoles(api: Api, deps: HttpDeps): void {
  registerReads(api, deps);
  registerCreation(api, deps);
  registerChange(api, deps);
  registerDeletion(api, deps);
}

function registerReads(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/roles",
    {
      config: { right: "workspace.read" },
      schema: {
        tags,
        operationId: "listRoles",
        summary: "List roles",
        description: "The built-in ones first.",
        response: { 200: listOf(roleSchema), ...problems() },
      },
    },
    async (request) => {
      const custom = await store.roles(principalOf(request).workspaceId);
      return { items: [...BUILT_IN_ROLES, ...custom].map(roleView) };
    },
  );

  api.get(
    "/v1/roles/:id",
    {
      config: { right: "workspace.read" },
      schema: {
        tags,
        operationId: "getRole",
        summary: "One role",
        params: idParams,
        response: { 200: roleSchema, ...problems("role.unknown") },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const role = builtInRole(id) ?? (await store.role(principalOf(request).workspaceId, id));
      return role === null ? sendProblem(reply, "role.unknown") : roleView(role);
    },
  );
}

function registerCreation(api: Api, { store, clock, ids }: HttpDeps): void {
  api.post(
    "/v1/roles",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "createRole",
        summary: "Make a role",
        description: "What is not permitted by name is not permitted.",
        body: z
          .strictObject({ name: nameSchema, permissions: permissionChangesSchema.default({}) })
          .meta({
            examples: [
              { name: "Recepción", permissions: { conversations: ["own", "unassigned"] } },
            ],
          }),
        response: { 201: roleSchema, ...problems() },
      },
    },
    async (request, reply) => {
      const { name, permissions } = request.body;
      const now = clock.now();
      const role: CustomRole = {
        workspaceId: principalOf(request).workspaceId,
        id: ids.next("rol"),
        name,
        permissions: changed(NO_PERMISSIONS, permissions),
        createdAt: now,
        updatedAt: now,
      };
      await store.putRole(role);
      return reply.code(201).header("location", `/v1/roles/${role.id}`).send(roleView(role));
    },
  );
}

function registerChange(api: Api, { store, clock }: HttpDeps): void {
  api.patch(
    "/v1/roles/:id",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "changeRole",
        summary: "Rename a role, or change what it permits",
        description:
          "At once, for everybody who has it. When it loses the inbox, their open conversations are given back to nobody.",
        params: idParams,
        body: z
          .strictObject({
            name: nameSchema.optional(),
            permissions: permissionChangesSchema.optional(),
          })
          .meta({ examples: [{ permissions: { contacts: ["own", "marketing"] } }] }),
        response: { 200: roleSchema, ...problems("role.unknown", "role.built_in") },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { id } = request.params;
      if (builtInRole(id) !== null) return sendProblem(reply, "role.built_in");
      const role = await store.role(workspaceId, id);
      if (role === null) return sendProblem(reply, "role.unknown");
      const { name = role.name, permissions = {} } = request.body;
      const now = clock.now();
      const next = {
        ...role,
        name,
        permissions: changed(role.permissions, permissions),
        updatedAt: now,
      };
      if (hasInbox(role) !== hasInbox(next)) {
        // Noted before the role changes: after a crash in between the request is made again, and finds the role as it was.
        const releaseAt = hasInbox(next) ? null : now;
        const users = await store.users(workspaceId);
        const holders = users.filter((user) => user.role === id && user.active);
        for (const user of holders) await store.changeUser(workspaceId, user.id, { releaseAt });
      }
      await store.putRole(next);
      return roleView(next);
    },
  );
}

function registerDeletion(api: Api, { store }: HttpDeps): void {
  api.delete(
    "/v1/roles/:id",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "deleteRole",
        summary: "Remove a role that nobody has",
        params: idParams,
        response: {
          204: z.null().meta({ description: "There is no such role any more." }),
          ...problems("role.unknown", "role.built_in", "role.in_use"),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (builtInRole(id) !== null) return sendProblem(reply, "role.built_in");
      switch (await store.deleteRole(principalOf(request).workspaceId, id)) {
        case "deleted":
          return reply.code(204).send(null);
        case "in_use":
          return sendProblem(reply, "role.in_use");
        case "unknown":
          return sendProblem(reply, "role.unknown");
      }
    },
  );
}
