import { z } from "zod";
import { TEXT_CHARS_MAX, written } from "../../domain/sending/outgoing/written.ts";
import type { Api } from "../api.ts";
import { emptyBody } from "../commands/command-bodies.ts";
import { createCommandRoute } from "../commands/command-route.ts";
import type { HttpDeps } from "../deps.ts";
import { idSchema } from "../schemas.ts";

/** What people tell the automations of a conversation. */
export function registerAutomationCommands(api: Api, deps: HttpDeps): void {
  registerTalking(api, deps);
  registerStop(api, deps);
  registerDrafts(api, deps);
}

function registerTalking(api: Api, deps: HttpDeps): void {
  const { run, route } = createCommandRoute(deps);
  const give = route("resumeAutomations", emptyBody, "Give the talking back to automations");
  api.post(
    "/v1/conversations/:id/automations/resume",
    {
      config: give.config,
      schema: {
        ...give.schema,
        operationId: "resumeAutomations",
        description:
          "After a person has talked, or a hand-over: automations may write to the contact again from the next event on.",
      },
    },
    (request, reply) => run(request, reply, { name: "resumeAutomations" }),
  );

  const pause = route("pauseAutomations", emptyBody, "Keep automations from talking");
  api.post(
    "/v1/conversations/:id/automations/pause",
    {
      config: pause.config,
      schema: {
        ...pause.schema,
        operationId: "pauseAutomations",
        description: "As when a person writes: what automations were about to say is not sent.",
      },
    },
    (request, reply) => run(request, reply, { name: "pauseAutomations" }),
  );
}

const stopBody = z
  .strictObject({
    runId: idSchema.optional().meta({ description: "This one run; all when not said." }),
  })
  .nullish()
  .meta({ examples: [{}] });

function registerStop(api: Api, deps: HttpDeps): void {
  const { run, route } = createCommandRoute(deps);
  const stop = route("stopRuns", stopBody, "Stop runs of automations", {
    codes: ["automation.no_such_run"],
  });
  api.post(
    "/v1/conversations/:id/automations/stop",
    {
      config: stop.config,
      schema: {
        ...stop.schema,
        operationId: "stopAutomations",
        description:
          "All that are under way in this conversation, or one. What they have done stays.",
      },
    },
    (request, reply) => {
      const runId = request.body?.runId;
      const which =
        runId === undefined ? ({ kind: "all" } as const) : ({ kind: "run", runId } as const);
      return run(request, reply, { name: "stopRuns", which });
    },
  );
}

const draftId = idSchema.meta({ description: "Of `draft` in the conversation's automations." });
const approveBody = z
  .strictObject({
    draftId,
    text: written(TEXT_CHARS_MAX)
      .optional()
      .meta({ description: "In other words than the draft's." }),
  })
  .meta({ examples: [{ draftId: "run_1/answer/1" }] });
const discardBody = z.strictObject({ draftId }).meta({ examples: [{ draftId: "run_1/answer/1" }] });

/** What a responder wrote for a person to approve (R12.5). */
function registerDrafts(api: Api, deps: HttpDeps): void {
  const { run, route } = createCommandRoute(deps);
  const approve = route("approveDraft", approveBody, "Send what an automation drafted", {
    codes: ["automation.no_such_draft", "window.closed"],
  });
  api.post(
    "/v1/conversations/:id/draft/approve",
    {
      config: approve.config,
      schema: {
        ...approve.schema,
        operationId: "approveDraft",
        description:
          "As it is, or in your words. It is your message, and the automation goes on talking. A draft is stale, and gone, once the contact has written again or the window is shut (Q51).",
      },
    },
    (request, reply) => run(request, reply, { name: "approveDraft", ...request.body }),
  );
  const discard = route("discardDraft", discardBody, "Throw away what an automation drafted", {
    codes: ["automation.no_such_draft"],
  });
  api.post(
    "/v1/conversations/:id/draft/discard",
    {
      config: discard.config,
      schema: {
        ...discard.schema,
        operationId: "discardDraft",
        description: "Nothing is sent; the automation waits for the contact's next message.",
      },
    },
    (request, reply) => run(request, reply, { name: "discardDraft", ...request.body }),
  );
}
