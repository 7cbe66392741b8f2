import { z } from "zod";
import { newLineSending } from "../../domain/sending/line-sending.ts";
import { changeSettings, lineSettingsSchema, type Line } from "../../domain/line.ts";
import { notedLine } from "../../domain/sending/outgoing/written.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { replayLine } from "../intake/replay-parked.ts";
import { listOf, nameSchema, problems } from "../schemas.ts";
import { resumeLine } from "../intake/resume-line.ts";
import { lineSchema, lineView } from "../views/line.ts";

const tags = ["Lines"];

export const lineParams = z.strictObject({
  phoneNumberId: z
    .string()
    .regex(/^\d{1,32}$/, "must be Meta's phone_number_id, digits only")
    .meta({ examples: ["100000000000001"] }),
});

const bodySchema = z
  .strictObject({
    name: nameSchema,
    displayPhoneNumber: notedLine(40),
    wabaId: z.string().regex(/^\d{1,32}$/, "must be digits only"),
    portfolioId: notedLine(64).optional().meta({
      description:
        "Business portfolio. Lines of one portfolio share their contacts' user ids. When never given, the WABA stands for it.",
    }),
    accessToken: z
      .string()
      .trim()
      .min(1)
      .max(1_024)
      // Of others none can be sent in a header.
      .regex(/^[\x21-\x7e]*$/, "must be visible ASCII characters")
      .nullable()
      .optional()
      .meta({ description: "Graph API token. Left out: kept as it is. Null: removed." }),
    settings: lineSettingsSchema
      .optional()
      .meta({ description: "Complete settings, defaults for what is left out. Absent: kept." }),
  })
  .meta({
    examples: [
      {
        name: "Sales",
        displayPhoneNumber: "+52 55 5000 0001",
        wabaId: "300000000000001",
        accessToken: "EAAG...",
        settings: { autoClose: { afterMs: 172_800_000, description: "No answer for two days" } },
      },
    ],
  });

const savedSchema = lineSchema.extend({
  replayed: z.int().meta({ description: "Parked items of this line that found a place." }),
});

/** Parked items that are tried within the request, some seconds' work; the sweep goes on from there. */
const REPLAYED_AT_ONCE = 50_000;

/** The connected numbers of the workspace. */
export function registerLines(api: Api, deps: HttpDeps): void {
  registerChange(api, deps);
  registerReads(api, deps);
}

function registerChange(api: Api, deps: HttpDeps): void {
  const { store, clock, settings } = deps;
  api.put(
    "/v1/lines/:phoneNumberId",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "putLine",
        summary: "Register or change a line",
        description:
          "Webhooks of numbers that are not registered are parked; registering the line replays them.",
        params: lineParams,
        body: bodySchema,
        response: {
          200: savedSchema,
          201: savedSchema,
          ...problems("line.taken", "line.limit_reached"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const id = request.params.phoneNumberId;
      const before = await store.line(workspaceId, id);
      if (before === null && (await store.lines(workspaceId)).length >= settings.linesMax) {
        const detail = `At most ${settings.linesMax} lines; the operator can raise this limit.`;
        return sendProblem(reply, "line.limit_reached", { detail });
      }
      const line = lineOf({ workspaceId, id }, request.body, { before, now: clock.now() });
      if ((await store.putLine(line)) === "taken") return sendProblem(reply, "line.taken");
      if (line.accessToken !== null)
        deps.doorbell.ringTemplates({ workspaceId, wabaId: line.wabaId });
      const which = { workspaceId, lineId: id, reason: null, limit: REPLAYED_AT_ONCE };
      const replayed = await replayLine(which, deps);
      // A new token is meant to mend what the old one was refused for.
      if (typeof request.body.accessToken === "string") await resumeLine(deps, workspaceId, id);
      const view = lineView(line, await store.lineSending(workspaceId, id));
      return reply.code(before === null ? 201 : 200).send({ ...view, replayed });
    },
  );
}

function registerReads(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/lines",
    {
      config: { right: "workspace.read" },
      schema: {
        tags,
        operationId: "listLines",
        summary: "List lines",
        response: { 200: listOf(lineSchema), ...problems() },
      },
    },
    async (request) => {
      const { workspaceId } = principalOf(request);
      const lines = await store.lines(workspaceId);
      const sendings = await store.lineSendings(workspaceId);
      const known = new Map(sendings.map((sending) => [sending.lineId, sending]));
      const items = lines.map((line) =>
        lineView(line, known.get(line.id) ?? newLineSending(line.id)),
      );
      return { items };
    },
  );

  api.get(
    "/v1/lines/:phoneNumberId",
    {
      config: { right: "workspace.read" },
      schema: {
        tags,
        operationId: "getLine",
        summary: "One line",
        params: lineParams,
        response: { 200: lineSchema, ...problems("line.unknown") },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const line = await store.line(workspaceId, request.params.phoneNumberId);
      if (line === null) return sendProblem(reply, "line.unknown");
      return lineView(line, await store.lineSending(workspaceId, line.id));
    },
  );
}

function lineOf(
  key: Pick<Line, "workspaceId" | "id">,
  body: z.infer<typeof bodySchema>,
  { before, now }: { before: Line | null; now: number },
): Line {
  const { name, displayPhoneNumber, wabaId, portfolioId, accessToken, settings } = body;
  return {
    ...key,
    name,
    displayPhoneNumber,
    wabaId,
    portfolioId: portfolioId ?? before?.portfolioId ?? wabaId,
    accessToken: accessToken === undefined ? (before?.accessToken ?? null) : accessToken,
    settings:
      before !== null && settings === undefined
        ? before.settings
        : changeSettings(before?.settings ?? null, settings ?? lineSettingsSchema.parse({}), now),
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
}
