import { z } from "zod";
import { noted, TEXT_CHARS_MAX } from "../../domain/sending/outgoing/written.ts";
import { ONLINE, ONLINE_NAME, type OfflineStatus } from "../../domain/people/user-status.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { changed } from "../changed.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { idParams, listOf, nameSchema, problems } from "../schemas.ts";

const tags = ["Statuses"];
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const shape = {
  name: nameSchema,
  receives: z.boolean().meta({
    description:
      "Whether whoever is in it is still given new conversations by themselves. By hand one always can, and the answer warns by `ownerStatus`.",
  }),
  reply: noted(TEXT_CHARS_MAX).nullable().meta({
    description:
      "Sent to a contact who writes meanwhile, once for each conversation and absence, while the customer service window is open.",
  }),
  afterIdleMs: z.int().min(MINUTE_MS).max(DAY_MS).nullable().meta({
    description:
      "Whoever is online and makes no request for so long is in it until their next one. Requests are noted to within a minute. Of several statuses that with the longest time passed counts.",
  }),
};

const statusSchema = z.object({ id: z.string(), ...shape }).meta({ id: "Status" });

/** Ways of being away (R11). Administrators define them, and whoever has the permission. */
export function registerStatuses(api: Api, deps: HttpDeps): void {
  registerReads(api, deps);
  registerCreation(api, deps);
  registerChange(api, deps);
}

function registerReads(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/statuses",
    {
      config: { right: "workspace.read" },
      schema: {
        tags,
        operationId: "listStatuses",
        summary: "List statuses",
        description: `\`${ONLINE}\` first; everybody is at first, and it never changes.`,
        response: { 200: listOf(statusSchema), ...problems() },
      },
    },
    async (request) => {
      const offline = await store.statuses(principalOf(request).workspaceId);
      return { items: [ONLINE_VIEW, ...offline.map(statusView)] };
    },
  );
}

function registerCreation(api: Api, { store, clock, ids }: HttpDeps): void {
  api.post(
    "/v1/statuses",
    {
      config: { right: "statuses.define" },
      schema: {
        tags,
        operationId: "createStatus",
        summary: "Define a status",
        body: z
          .strictObject({
            name: shape.name,
            receives: shape.receives.default(false),
            reply: shape.reply.default(null),
            afterIdleMs: shape.afterIdleMs.default(null),
          })
          .meta({ examples: [{ name: "Almuerzo", reply: "Vuelvo a las 14 h." }] }),
        response: { 201: statusSchema, ...problems() },
      },
    },
    async (request, reply) => {
      const now = clock.now();
      const status: OfflineStatus = {
        ...request.body,
        workspaceId: principalOf(request).workspaceId,
        id: ids.next("st"),
        createdAt: now,
        updatedAt: now,
      };
      await store.putStatus(status);
      return reply.code(201).send(statusView(status));
    },
  );
}

function registerChange(api: Api, { store, clock }: HttpDeps): void {
  api.patch(
    "/v1/statuses/:id",
    {
      config: { right: "statuses.define" },
      schema: {
        tags,
        operationId: "changeStatus",
        summary: "Change a status",
        description: "Also for those who are in it.",
        params: idParams,
        body: z
          .strictObject(shape)
          .partial()
          .meta({ examples: [{ reply: "Vuelvo a las 15 h." }] }),
        response: { 200: statusSchema, ...problems("status.unknown", "status.built_in") },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { id } = request.params;
      if (id === ONLINE) return sendProblem(reply, "status.built_in");
      const status = await store.status(workspaceId, id);
      if (status === null) return sendProblem(reply, "status.unknown");
      const next = changed(status, { ...request.body, updatedAt: clock.now() });
      await store.putStatus(next);
      return statusView(next);
    },
  );

  api.delete(
    "/v1/statuses/:id",
    {
      config: { right: "statuses.define" },
      schema: {
        tags,
        operationId: "deleteStatus",
        summary: "Remove a status",
        description: "Whoever is in it is online again.",
        params: idParams,
        response: {
          204: z.null().meta({ description: "There is no such status any more." }),
          ...problems("status.unknown", "status.built_in"),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (id === ONLINE) return sendProblem(reply, "status.built_in");
      const isGone = await store.deleteStatus(principalOf(request).workspaceId, id);
      return isGone ? reply.code(204).send(null) : sendProblem(reply, "status.unknown");
    },
  );
}

const ONLINE_VIEW = {
  id: ONLINE,
  name: ONLINE_NAME,
  receives: true,
  reply: null,
  afterIdleMs: null,
};

function statusView(status: OfflineStatus): z.infer<typeof statusSchema> {
  const { id, name, receives, reply, afterIdleMs } = status;
  return { id, name, receives, reply, afterIdleMs };
}
