import type { FastifyReply } from "fastify";
import type { Flow, FlowVersion } from "../../domain/automation/flow.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import { versionIn } from "../commands/if-match.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { etagOf } from "../views/conversation.ts";
import { sendChanged } from "./flow-changed.ts";
import { flowView } from "./flow-view.ts";

type Store = Pick<HttpDeps["store"], "flow" | "flowVersion" | "changeFlow">;

/** Answers with a flow, its newest version and its live one, and its revision as `ETag`. */
export async function sendFlow(
  reply: FastifyReply,
  flow: Flow,
  store: Pick<Store, "flowVersion">,
  extra: Record<string, unknown> = {},
): Promise<FastifyReply> {
  const { workspaceId, id, newestVersion, liveVersion } = flow;
  const newest = await versionOf(flow, newestVersion, store);
  const live =
    liveVersion === null
      ? null
      : liveVersion === newestVersion
        ? newest
        : await store.flowVersion(workspaceId, id, liveVersion);
  void reply.header("etag", etagOf(flow.revision));
  return reply.send({ ...flowView(flow, { newest, live }), ...extra });
}

/** @throws Error when it is not there, which cannot be: flows are written together with their versions */
async function versionOf(
  { workspaceId, id }: Flow,
  number: number,
  store: Pick<Store, "flowVersion">,
): Promise<FlowVersion> {
  const version = await store.flowVersion(workspaceId, id, number);
  if (version === null) throw new Error("a flow without its version");
  return version;
}

/** What a request wants to change a flow to; or the answer it got already. */
type Wanted = { flow: Flow; version: FlowVersion | null } | FastifyReply;

/** Others may change the flow at the same moment. */
const TRIES_MAX = 8;

/**
 * Changes a flow: reads it, asks what it shall become, writes it if nobody was faster, and begins again if somebody was. With `If-Match` it
 * is the caller's to look again: 412.
 */
export async function changeFlow(
  asked: { workspaceId: WorkspaceId; id: string; ifMatch: string | undefined; reply: FastifyReply },
  change: (flow: Flow) => Promise<Wanted>,
  store: Store,
): Promise<Flow | FastifyReply> {
  const { workspaceId, id, ifMatch, reply } = asked;
  const wantedRevision = versionIn(ifMatch);
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const flow = await store.flow(workspaceId, id);
    if (flow === null) return sendProblem(reply, "automation.unknown");
    if (wantedRevision !== null && wantedRevision !== flow.revision) {
      return sendChanged(reply, flow);
    }
    const wanted = await change(flow);
    if (!("flow" in wanted)) return wanted;
    if (wanted.flow === flow && wanted.version === null) return flow;
    const next = { ...wanted.flow, revision: flow.revision + 1 };
    if (await store.changeFlow(next, wanted.version)) return next;
  }
  return sendChanged(reply, await store.flow(workspaceId, id));
}

/** Whether `changeFlow` has answered already. */
export function isAnswer(result: Flow | FastifyReply): result is FastifyReply {
  return !("revision" in result);
}
