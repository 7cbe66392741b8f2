import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { emptyBody } from "../commands/command-bodies.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { resumeLine } from "../intake/resume-line.ts";
import { problems } from "../schemas.ts";
import { lineSchema, lineView } from "../views/line.ts";
import { lineParams } from "./lines.ts";

/** Letting a stopped line send again. */
export function registerLineResume(api: Api, deps: HttpDeps): void {
  const { store } = deps;
  api.post(
    "/v1/lines/:phoneNumberId/resume",
    {
      config: { right: "settings" },
      schema: {
        tags: ["Lines"],
        operationId: "resumeLine",
        summary: "Let a line send again",
        description:
          "A line stops when WhatsApp refuses it for a reason that somebody has to mend, at once or by a status later; `sending` says which. What waits is sent, in order. If nothing was mended, the line stops again. A new token resumes the line too.",
        params: lineParams,
        body: emptyBody,
        response: { 200: lineSchema, ...problems("line.unknown") },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const id = request.params.phoneNumberId;
      const line = await store.line(workspaceId, id);
      if (line === null) return sendProblem(reply, "line.unknown");
      await resumeLine(deps, workspaceId, id);
      return lineView(line, await store.lineSending(workspaceId, id));
    },
  );
}
