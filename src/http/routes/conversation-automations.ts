import { z } from "zod";
import type { Flow } from "../../domain/automation/flow.ts";
import type { MessageContent } from "../../domain/conversation/content.ts";
import type { ConversationRow } from "../../store/reader.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { conversationToRead } from "../access/conversation-for.ts";
import { explain, REASON_CODES } from "../automations/explain.ts";
import { evaluationSchema, evaluationView, runSchema, runView } from "../automations/run-view.ts";
import { underWaySchema, underWayView } from "../automations/under-way.ts";
import type { HttpDeps } from "../deps.ts";
import { createCursorOf } from "../list/filter-cursor.ts";
import { sendProblem } from "../problems/problem.ts";
import { cursorSchema, idParams, idSchema, limitSchema, pageOf, problems } from "../schemas.ts";

const tags = ["Automations"];

/** What automations do in one conversation, for whoever sees it. */
export function registerConversationAutomations(api: Api, deps: HttpDeps): void {
  registerUnderWay(api, deps);
  registerWhy(api, deps);
}

function registerUnderWay(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/conversations/:id/automations",
    {
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "listConversationAutomations",
        summary: "Automations of a conversation",
        description:
          "Who talks, the runs that are under way with the step and the wait of each, and every look of an automation at an event of this conversation, newest first: whether it started, and if not, which condition did not hold with what value.",
        params: idParams,
        querystring: z.strictObject({ cursor: cursorSchema, limit: limitSchema }),
        response: {
          200: pageOf(evaluationSchema)
            .omit({ items: true })
            .extend({ ...underWaySchema.shape, evaluations: z.array(evaluationSchema) }),
          ...problems("cursor.invalid", "conversation.unknown"),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const row = await conversationToRead(principal, request.params.id, store);
      if (row === null) return sendProblem(reply, "conversation.unknown");
      const { workspaceId, id: conversationId } = row.conversation;
      const { cursor, limit } = request.query;
      const place = createCursorOf({ evaluationsIn: conversationId });
      const of = { flowId: null, conversationId, verdict: null };
      const query = { ...of, cursor: place.open(cursor), limit };
      const page = await store.evaluations(workspaceId, query);
      return {
        ...underWayView(row.conversation),
        evaluations: page.items.map(evaluationView),
        cursor: place.seal(page.cursor),
      };
    },
  );
}

const whySchema = z
  .object({
    automation: z.object({ id: z.string(), name: z.string() }),
    reasons: z
      .array(z.object({ code: z.enum(REASON_CODES), text: z.string() }))
      .meta({ description: "What its last look came to, then what stands in its way now." }),
    evaluations: z.array(evaluationSchema).meta({ description: "The last five." }),
    runs: z.array(runSchema).meta({ description: "The last five." }),
  })
  .meta({
    id: "AutomationWhy",
    examples: [
      {
        automation: { id: "flow_1", name: "Bienvenida" },
        reasons: [{ code: "switched_off", text: "It is switched off." }],
        evaluations: [],
        runs: [],
      },
    ],
  });

const SHOWN = 5;
/** Of the timeline, so much is looked through for what the contact wrote. */
const LOOKED_AT = 50;

function registerWhy(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/conversations/:id/automations/:automationId/why",
    {
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "explainAutomation",
        summary: "Why an automation did or did not run in a conversation",
        description:
          "In codes and in sentences: from what its last looks came to, and where it has never looked, from what is known now: that it is off, listens elsewhere, was used up, waits for other words, or that nothing of its kind has happened.",
        params: z.strictObject({ id: idSchema, automationId: idSchema }),
        response: { 200: whySchema, ...problems("conversation.unknown", "automation.unknown") },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { id: conversationId, automationId: flowId } = request.params;
      const row = await conversationToRead(principal, conversationId, store);
      if (row === null) return sendProblem(reply, "conversation.unknown");
      const { workspaceId } = principal;
      const flow = await store.flow(workspaceId, flowId);
      if (flow === null) return sendProblem(reply, "automation.unknown");
      const number = flow.liveVersion ?? flow.newestVersion;
      const query = { flowId, conversationId: row.conversation.id, cursor: null, limit: SHOWN };
      const [version, evaluations, runs, heard] = await Promise.all([
        store.flowVersion(workspaceId, flowId, number),
        store.evaluations(workspaceId, { ...query, verdict: null }),
        store.runs(workspaceId, { ...query, state: null }),
        heardSince(row, flow, store),
      ]);
      if (version === null) return sendProblem(reply, "automation.unknown");
      const { definition } = version;
      const known = { flow, definition, conversation: row.conversation, heard };
      return {
        automation: { id: flow.id, name: flow.name },
        reasons: explain({ ...known, evaluations: evaluations.items, runs: runs.items }),
        evaluations: evaluations.items.map(evaluationView),
        runs: runs.items.map(runView),
      };
    },
  );
}

/** What the contact wrote since the flow was switched on, as far as the newest part of the timeline goes. */
async function heardSince(
  { conversation: { workspaceId, id } }: ConversationRow,
  { liveSince }: Flow,
  store: HttpDeps["store"],
): Promise<MessageContent[]> {
  if (liveSince === null) return [];
  const { items } = await store.timeline(workspaceId, id, { cursor: null, limit: LOOKED_AT });
  return items.flatMap((item) => {
    const isHeard =
      item.kind === "message" && item.direction === "incoming" && item.receivedAt >= liveSince;
    return isHeard && item.content !== null ? [item.content] : [];
  });
}
