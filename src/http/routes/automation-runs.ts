import { z } from "zod";
import { RUN_ENDS } from "../../domain/automation/run.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { conversationToRead } from "../access/conversation-for.ts";
import { runSchema, runView, runWithStepsSchema, stepRecordView } from "../automations/run-view.ts";
import type { HttpDeps } from "../deps.ts";
import { createFilterCursor } from "../list/filter-cursor.ts";
import { sendProblem } from "../problems/problem.ts";
import { cursorSchema, idParams, idSchema, limitSchema, pageOf, problems } from "../schemas.ts";

const tags = ["Automations"];

/** What runs of automations did, step by step. */
export function registerAutomationRuns(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/automations/:id/runs",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "listAutomationRuns",
        summary: "List runs of an automation",
        description:
          "Newest first, of all its versions, also of an automation that was taken away. Who left because the automation was edited has the state `left`.",
        params: idParams,
        querystring: z.strictObject({
          state: z
            .enum(["running", ...RUN_ENDS])
            .optional()
            .meta({ description: "Only runs in this state." }),
          cursor: cursorSchema,
          limit: limitSchema,
        }),
        response: { 200: pageOf(runSchema), ...problems("cursor.invalid", "cursor.other_filter") },
      },
    },
    async (request) => {
      const { state = null, cursor, limit } = request.query;
      const flowId = request.params.id;
      const place = createFilterCursor({ flowId, state });
      const of = { flowId, conversationId: null, state };
      const query = { ...of, cursor: place.open(cursor), limit };
      const page = await store.runs(principalOf(request).workspaceId, query);
      return { items: page.items.map(runView), cursor: place.seal(page.cursor) };
    },
  );

  api.get(
    "/v1/automations/runs/:runId",
    {
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "getAutomationRun",
        summary: "One run of an automation",
        description:
          "With each visit of a step: its input, its outcome, its times. For whoever sees its conversation.",
        params: z.strictObject({ runId: idSchema }),
        response: { 200: runWithStepsSchema, ...problems("automation.unknown_run") },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { workspaceId } = principal;
      const run = await store.run(workspaceId, request.params.runId);
      const row =
        run === null ? null : await conversationToRead(principal, run.conversationId, store);
      if (run === null || row === null) return sendProblem(reply, "automation.unknown_run");
      const steps = await store.runSteps(workspaceId, run.id);
      return { ...runView(run), steps: steps.map(stepRecordView) };
    },
  );
}
