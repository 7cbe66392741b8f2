import { z } from "zod";
import { LEADERS_MAX, TEAM_SHARES, type Team } from "../../domain/people/team.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { changed } from "../changed.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem, type FieldError } from "../problems/problem.ts";
import { idParams, idSchema, iso, listOf, nameSchema, problems, timeSchema } from "../schemas.ts";

const tags = ["Teams"];
const MEMBERS_MAX = 1_000;

const idsOf = (max: number, what: string) =>
  z
    .array(idSchema)
    .max(max)
    .refine((ids) => new Set(ids).size === ids.length, "must name each user once")
    .meta({ description: what });

const shape = {
  name: nameSchema,
  memberIds: idsOf(MEMBERS_MAX, "Users."),
  leaderIds: idsOf(LEADERS_MAX, "Users, none of them a member. None: all members rank equal."),
  conversations: z.enum(TEAM_SHARES).meta({
    description:
      "What leaders, or without any all members, may do with the conversations of the members: nothing, see them, or also work in them.",
  }),
};

const teamSchema = z
  .object({ id: z.string(), ...shape, createdAt: timeSchema })
  .meta({ id: "Team" });

/** People who work together, and what they share (R2.11, R2.12, Q15). Only administrators manage them. */
export function registerTeams(api: Api, deps: HttpDeps): void {
  registerReads(api, deps);
  registerCreation(api, deps);
  registerChange(api, deps);
}

function registerReads(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/teams",
    {
      config: { right: "workspace.read" },
      schema: {
        tags,
        operationId: "listTeams",
        summary: "List teams",
        response: { 200: listOf(teamSchema), ...problems() },
      },
    },
    async (request) => {
      const teams = await store.teams(principalOf(request).workspaceId);
      return { items: teams.map(teamView) };
    },
  );

  api.get(
    "/v1/teams/:id",
    {
      config: { right: "workspace.read" },
      schema: {
        tags,
        operationId: "getTeam",
        summary: "One team",
        params: idParams,
        response: { 200: teamSchema, ...problems("team.unknown") },
      },
    },
    async (request, reply) => {
      const team = await store.team(principalOf(request).workspaceId, request.params.id);
      return team === null ? sendProblem(reply, "team.unknown") : teamView(team);
    },
  );
}

function registerCreation(api: Api, { store, clock, ids }: HttpDeps): void {
  api.post(
    "/v1/teams",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "createTeam",
        summary: "Make a team",
        body: z
          .strictObject({
            ...shape,
            memberIds: shape.memberIds.default([]),
            leaderIds: shape.leaderIds.default([]),
            conversations: shape.conversations.default("none"),
          })
          .meta({ examples: [{ name: "Norte", memberIds: ["admin"], conversations: "view" }] }),
        response: { 201: teamSchema, ...problems("team.unknown_user") },
      },
    },
    async (request, reply) => {
      const now = clock.now();
      const team: Team = {
        ...request.body,
        workspaceId: principalOf(request).workspaceId,
        id: ids.next("team"),
        createdAt: now,
        updatedAt: now,
      };
      const fault = await faultOf(team, store);
      if (fault !== null) return sendProblem(reply, fault.code, { errors: fault.errors });
      await store.putTeam(team);
      return reply.code(201).header("location", `/v1/teams/${team.id}`).send(teamView(team));
    },
  );
}

function registerChange(api: Api, { store, clock }: HttpDeps): void {
  api.patch(
    "/v1/teams/:id",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "changeTeam",
        summary: "Change a team",
        description: "Lists are given whole. What its people see changes at once.",
        params: idParams,
        body: z
          .strictObject(shape)
          .partial()
          .meta({ examples: [{ conversations: "act" }] }),
        response: { 200: teamSchema, ...problems("team.unknown", "team.unknown_user") },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const team = await store.team(workspaceId, request.params.id);
      if (team === null) return sendProblem(reply, "team.unknown");
      const next = changed(team, { ...request.body, updatedAt: clock.now() });
      const fault = await faultOf(next, store);
      if (fault !== null) return sendProblem(reply, fault.code, { errors: fault.errors });
      await store.putTeam(next);
      return teamView(next);
    },
  );

  api.delete(
    "/v1/teams/:id",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "deleteTeam",
        summary: "Dissolve a team",
        params: idParams,
        response: {
          204: z.null().meta({ description: "There is no such team any more." }),
          ...problems("team.unknown"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const isGone = await store.deleteTeam(workspaceId, request.params.id);
      return isGone ? reply.code(204).send(null) : sendProblem(reply, "team.unknown");
    },
  );
}

interface Fault {
  code: "request.invalid" | "team.unknown_user";
  errors: FieldError[];
}

/** What is wrong with the people of a team; null: nothing. */
async function faultOf(
  team: Pick<Team, "workspaceId" | "memberIds" | "leaderIds">,
  store: HttpDeps["store"],
): Promise<Fault | null> {
  const { workspaceId, memberIds, leaderIds } = team;
  if (leaderIds.some((id) => memberIds.includes(id))) {
    const rule = "must name nobody who is a member";
    return { code: "request.invalid", errors: [{ field: "body.leaderIds", rule }] };
  }
  const known = await idsOfUsers(workspaceId, store);
  const errors = Object.entries({ memberIds, leaderIds })
    .filter(([, ids]) => !ids.every((id) => known.has(id)))
    .map(([member]) => ({ field: `body.${member}`, rule: "must name users of this workspace" }));
  return errors.length > 0 ? { code: "team.unknown_user", errors } : null;
}

async function idsOfUsers(
  workspaceId: WorkspaceId,
  store: HttpDeps["store"],
): Promise<Set<string>> {
  return new Set((await store.users(workspaceId)).map(({ id }) => id));
}

function teamView(team: Team): z.infer<typeof teamSchema> {
  const { id, name, memberIds, leaderIds, conversations, createdAt } = team;
  const lists = { memberIds: [...memberIds], leaderIds: [...leaderIds] };
  return { id, name, ...lists, conversations, createdAt: iso(createdAt) };
}
