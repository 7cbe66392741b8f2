import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api } from "../api.ts";
import { authenticate, principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { eventTypesSchema } from "../event-types.ts";
import { sendProblem } from "../problems/problem.ts";
import { objectionToRight } from "../access/rights.ts";
import { iso, problems } from "../schemas.ts";
import { audienceOf } from "../stream/audience.ts";
import type { Credentials } from "../stream/credentials.ts";
import { Streams } from "../stream/streams.ts";
import { streamDataSchema } from "../views/stream.ts";

const STREAM_TYPE = "text/event-stream";
const RIGHT = "events.read";

/** Browsers come back after so long, spread so that those of a stopped server do not all come at once. */
const RETRY_MS_MIN = 1_000;
const RETRY_SPREAD_MS = 2_000;

const placeSchema = z
  .string()
  .regex(/^\d{1,16}$/, "must be the id of a message of this stream: digits only")
  .transform(Number)
  .pipe(z.int().min(0));

const streamHeaders = z.looseObject({
  "last-event-id": placeSchema.optional().meta({
    type: "string",
    description: "Goes on behind this message; before `?after=`.",
    examples: ["1042"],
  }),
});

const streamQuery = z.strictObject({
  after: placeSchema.optional().meta({
    type: "integer",
    pattern: undefined,
    description: "The same, for clients that cannot set a header.",
    examples: [1042],
  }),
  types: eventTypesSchema.optional(),
});

const DESCRIPTION = `
Server-sent events: what happens in the conversations that you may see, as it is committed. Each event comes as in the feed, with the
\`rows\` of the conversations that it concerns as the list would show them now, so that an inbox needs no further request.

**Resuming.** \`id:\` is the place in the feed. Come back with the last one as \`Last-Event-ID\` (browsers do so by themselves), or as
\`?after=\`, and nothing is missed or told twice. Without either the stream begins now; \`stream.started\` says where.

**What you may see** is decided by the conversation's owner at the moment of telling, also for what you missed. When a conversation leaves
your sight you get \`conversation.removed\`, in whatever \`types\`. When your rights change, the stream ends with \`stream.ended\` and its
\`reason\`; the next one starts with another \`access\`, which tells you to read your lists again.

**Connections.** A comment and \`stream.alive\` come every 15 seconds. Who does not read is cut off, and may come back.
`.trim();

/** The live stream. Its machinery is in `http/stream`. */
export function registerStream(api: Api, deps: HttpDeps): void {
  const streams = new Streams({ ...deps, settings: deps.settings.streams });
  // Before the server waits for its connections to end.
  api.addHook("preClose", (done) => {
    streams.stop();
    done();
  });
  api.get(
    "/v1/stream",
    {
      // A HEAD would have no end either.
      exposeHeadRoute: false,
      config: { right: RIGHT },
      schema: {
        tags: ["Events"],
        operationId: "streamEvents",
        summary: "Follow what happens, live",
        description: DESCRIPTION,
        headers: streamHeaders,
        querystring: streamQuery,
        response: {
          200: {
            description: "A stream without end. The schema is that of `data:`, by `event:`.",
            content: { [STREAM_TYPE]: { schema: streamDataSchema } },
          },
          ...problems("stream.too_many_of_user", "stream.too_many"),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { workspaceId, userId } = principal;
      const lastSeq = await deps.store.lastSeq(workspaceId);
      const refusal = streams.refusal(principal);
      if (refusal !== null) return sendProblem(reply, refusal);
      const given = request.headers["last-event-id"] ?? request.query.after;
      const resumed = given !== undefined && given <= lastSeq;
      const after = resumed ? given : lastSeq;
      const audience = audienceOf(principal.access.read, request.query.types ?? null);
      const response = startStream(reply);
      const credentials = credentialsOf(request, deps);
      const subscriber = { workspaceId, userId, audience };
      const subscription = streams.open(subscriber, { response, after, credentials });
      const { accessMark: access } = audience;
      const now = iso(deps.clock.now());
      subscription.start({ after, lastSeq, resumed, access, now }, retryMs(deps));
      streams.follow(subscription);
      return reply;
    },
  );
}

/** Writes the head with the headers that stand so far, and takes the response away from Fastify with its time-outs. */
function startStream(reply: FastifyReply): FastifyReply["raw"] {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.writeHead(200, {
    "content-type": STREAM_TYPE,
    "cache-control": "no-store, no-transform",
    // Of nginx and those who follow it: pass each message on as it comes.
    "x-accel-buffering": "no",
    // The connection is of no use for another request, and at a stop it must not be kept for one.
    connection: "close",
  });
  return raw;
}

function credentialsOf(request: FastifyRequest, deps: HttpDeps): Credentials {
  const { headers, query } = request;
  const { authorization } = headers;
  return {
    token: authorization ?? "",
    async stand() {
      const answer = await authenticate({ headers: { authorization }, query }, deps);
      if (answer.kind === "refused") return answer;
      const objection = objectionToRight(answer.principal, RIGHT);
      if (objection !== null) return { kind: "refused", code: objection.code };
      return { kind: "holds", access: answer.principal.access.read };
    },
  };
}

function retryMs({ ids }: HttpDeps): number {
  const [byte = 0] = ids.bytes(1);
  return RETRY_MS_MIN + Math.round((byte / 255) * RETRY_SPREAD_MS);
}
