import { z } from "zod";
import type { FastifyReply } from "fastify";
import type { Flow } from "../../domain/automation/flow.ts";
import { PROBLEM_TYPE, problemDocument, sendProblem } from "../problems/problem.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";
import { problemSchema, problems } from "../schemas.ts";
import { etagOf } from "../views/conversation.ts";

const changedSchema = problemSchema
  .extend({
    revision: z.int().meta({ description: 'The number in its present `ETag`: `"v3"`.' }),
    newestVersion: z.int(),
    liveVersion: z.int().nullable().meta({ description: "Null: it is switched off." }),
  })
  .meta({
    id: "AutomationChanged",
    description: "What has become of the automation in the meantime. `ETag` is its present one.",
    examples: [
      {
        ...problemDocument("automation.changed", "req_0k2f7v9c1m3n5p7q9s1u"),
        revision: 3,
        newestVersion: 2,
        liveVersion: 1,
      },
    ],
  });

/** Response schemas of the problems of a route that changes a flow: 412 tells how the flow stands now. */
export function changeProblems(...codes: ProblemCode[]) {
  const { 412: changed, ...others } = problems(
    "automation.unknown",
    "automation.changed",
    ...codes,
  );
  return {
    ...others,
    412: { ...changed, content: { [PROBLEM_TYPE]: { schema: changedSchema } } },
  };
}

/** Answers that somebody else was quicker, and with what: enough to decide anew without asking again. Null: they took it away. */
export function sendChanged(reply: FastifyReply, flow: Flow | null): FastifyReply {
  if (flow === null) return sendProblem(reply, "automation.unknown");
  const { revision, newestVersion, liveVersion } = flow;
  void reply.header("etag", etagOf(revision));
  return sendProblem(reply, "automation.changed", {
    extra: { revision, newestVersion, liveVersion },
  });
}
