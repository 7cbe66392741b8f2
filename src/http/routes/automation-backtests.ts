import { z } from "zod";
import {
  BACKTEST_DAYS_MAX,
  BACKTEST_RUNS_MAX,
  type BacktestPlan,
} from "../../domain/automation/backtest.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { backtestSchema, backtestView } from "../automations/backtest-view.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem, type FieldError } from "../problems/problem.ts";
import { unknownMember } from "../problems/unknown-member.ts";
import { idParams, idSchema, limitSchema, problems, queryNumber } from "../schemas.ts";

const tags = ["Automations"];
const DAY_MS = 86_400_000;
const FIRST_PAGE = { from: 0, limit: 50 };

const backtestBody = z
  .strictObject({
    version: z.int().min(1).optional().meta({ description: "The newest when not said." }),
    days: z
      .int()
      .min(1)
      .max(BACKTEST_DAYS_MAX)
      .default(30)
      .meta({ description: "How far back it goes." }),
    lines: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(100)
      .optional()
      .meta({ description: "Only conversations of these lines." }),
    limit: z
      .int()
      .min(1)
      .max(BACKTEST_RUNS_MAX)
      .default(100)
      .meta({ description: "Runs that are kept one by one." }),
  })
  .meta({ examples: [{ days: 30 }] });

const jobParams = z.strictObject({ id: idSchema, jobId: idSchema });
const runsQuery = z.strictObject({
  from: queryNumber({ min: 0, max: BACKTEST_RUNS_MAX, fallback: 0 }).meta({
    description: "`report.runs.next` of the answer before.",
  }),
  limit: limitSchema.meta({ description: "Runs in the answer; 50 when not said." }),
});

/** Goes through the past of the workspace with a version, before it is let loose. */
export function registerAutomationBacktests(api: Api, deps: HttpDeps): void {
  registerStart(api, deps);
  registerResult(api, deps);
}

function registerStart(api: Api, deps: HttpDeps): void {
  api.post(
    "/v1/automations/:id/backtest",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "backtestAutomation",
        summary: "Go through the past with a version",
        description:
          "Takes the last days of the workspace's history once more, in virtual time, with this version instead of what automations really did, and beside it with the live one: who would have got what and when, how many templates, which runs start in both. Nothing is sent, and nothing is written. Always 202: the result is asked for by the job's id (`Location`), from the same process, which keeps it until it stops or some twenty newer ones have come. One at a time in a workspace.",
        params: idParams,
        body: backtestBody,
        response: {
          202: backtestSchema,
          ...problems(
            "automation.unknown",
            "automation.unknown_version",
            "line.unknown",
            "automation.backtest_running",
          ),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { lines } = request.body;
      if (lines !== undefined) {
        const errors = await unknownLines(workspaceId, lines, deps);
        if (errors.length > 0) return sendProblem(reply, "line.unknown", { errors });
      }
      const asked = await planOf(workspaceId, request.params.id, { body: request.body, deps });
      if (asked === "automation.unknown") return sendProblem(reply, asked);
      if (asked === "automation.unknown_version") {
        return sendProblem(reply, asked, unknownMember("version", "version", "automation"));
      }
      const { kind, job } = deps.backtests.start(asked);
      if (kind === "busy") {
        const detail = `${job.id} of automation ${job.flowId} is under way.`;
        return sendProblem(reply, "automation.backtest_running", { detail });
      }
      const location = `/v1/automations/${encodeURIComponent(job.flowId)}/backtests/${job.id}`;
      void reply.header("location", location);
      return reply.status(202).send(backtestView(job, FIRST_PAGE));
    },
  );
}

/** A line that is not there would make a report of nothing, which reads like the truth about a flow. */
async function unknownLines(
  workspaceId: string,
  lines: readonly string[],
  { store }: HttpDeps,
): Promise<FieldError[]> {
  const known = new Set((await store.lines(workspaceId)).map(({ id }) => id));
  return lines.flatMap((id, at) =>
    known.has(id) ? [] : [{ field: `body.lines.${at}`, rule: "must be a line of this workspace" }],
  );
}

async function planOf(
  workspaceId: string,
  flowId: string,
  { body, deps: { store, clock } }: { body: z.infer<typeof backtestBody>; deps: HttpDeps },
): Promise<BacktestPlan | "automation.unknown" | "automation.unknown_version"> {
  const { days, lines = null, limit } = body;
  const flow = await store.flow(workspaceId, flowId);
  if (flow === null) return "automation.unknown";
  const { newestVersion, liveVersion } = flow;
  const version = body.version ?? newestVersion;
  const [found, live] = await Promise.all([
    store.flowVersion(workspaceId, flowId, version),
    // Beside itself there is nothing to compare.
    liveVersion === null || liveVersion === version
      ? null
      : store.flowVersion(workspaceId, flowId, liveVersion),
  ]);
  if (found === null) return "automation.unknown_version";
  const until = clock.now();
  const { definition } = found;
  const since = until - days * DAY_MS;
  const against = live === null ? null : { version: live.version, definition: live.definition };
  return { workspaceId, flowId, version, definition, against, since, until, lineIds: lines, limit };
}

function registerResult(api: Api, { backtests }: HttpDeps): void {
  api.get(
    "/v1/automations/:id/backtests/:jobId",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "getAutomationBacktest",
        summary: "A backtest: how far it is, and what it came to",
        description: "The runs come by the order of their start, some at a time.",
        params: jobParams,
        querystring: runsQuery,
        response: { 200: backtestSchema, ...problems("automation.unknown_backtest") },
      },
    },
    async (request, reply) => {
      const { id, jobId } = request.params;
      const job = backtests.job(principalOf(request).workspaceId, jobId);
      if (job === null || job.flowId !== id)
        return sendProblem(reply, "automation.unknown_backtest");
      return backtestView(job, request.query);
    },
  );

  api.delete(
    "/v1/automations/:id/backtests/:jobId",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "cancelAutomationBacktest",
        summary: "Break off a backtest, or forget its result",
        description: "One that is under way stops within moments; its id is known no more at once.",
        params: jobParams,
        response: { 204: z.null(), ...problems("automation.unknown_backtest") },
      },
    },
    async (request, reply) => {
      const { id, jobId } = request.params;
      const { workspaceId } = principalOf(request);
      const job = backtests.job(workspaceId, jobId);
      if (job?.flowId !== id || !backtests.cancel(workspaceId, jobId))
        return sendProblem(reply, "automation.unknown_backtest");
      return reply.status(204).send(null);
    },
  );
}
