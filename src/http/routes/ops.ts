import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api } from "../api.ts";
import { authenticate } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { objectionToRight } from "../access/rights.ts";
import { plainText, problemsOnly } from "../schemas.ts";

const tags = ["Operations"];

/** A probe must answer, whatever hangs. */
const PROBE_MS = 2_000;

const readySchema = z.object({
  status: z.enum(["ready", "degraded", "unavailable"]).meta({
    description: "`degraded`: Redis is away, so work is done by the sweep, a little later.",
  }),
  store: z.enum(["up", "down"]),
  redis: z.enum(["up", "down"]),
});

/** For machines that watch this one. */
export function registerOps(api: Api, deps: HttpDeps): void {
  registerProbes(api, deps);
  registerMetrics(api, deps);
}

function registerProbes(api: Api, deps: HttpDeps): void {
  api.get(
    "/health/live",
    {
      schema: {
        tags,
        security: [],
        operationId: "checkLive",
        summary: "Whether the process runs",
        response: { 200: z.object({ status: z.literal("live") }) },
      },
    },
    () => ({ status: "live" as const }),
  );

  api.get(
    "/health/ready",
    {
      schema: {
        tags,
        security: [],
        operationId: "checkReady",
        summary: "Whether the process can serve",
        description: "Only the store decides. Without Redis nothing is lost or refused.",
        response: { 200: readySchema, 503: readySchema },
      },
    },
    async (_request, reply) => {
      const [store, redis] = await Promise.all([
        probe(
          deps.store.ping().then(() => "up" as const),
          deps,
        ),
        probe(deps.probeRedis(), deps),
      ]);
      const status = store === "down" ? "unavailable" : redis === "down" ? "degraded" : "ready";
      if (store === "down") void reply.code(503);
      return { status, store, redis } as const;
    },
  );
}

function registerMetrics(api: Api, deps: HttpDeps): void {
  api.get(
    "/metrics",
    {
      schema: {
        tags,
        operationId: "readMetrics",
        summary: "Figures for Prometheus",
        description:
          "With an administrator's token, or from this machine where that is configured.",
        response: {
          200: plainText("The Prometheus text format."),
          ...problemsOnly(
            "auth.required",
            "auth.invalid_token",
            "auth.expired_token",
            "auth.administrators_only",
            "auth.scope_missing",
          ),
        },
      },
    },
    async (request, reply) => {
      if (deps.settings.metricsAccess === "token" || !isFromHere(request)) {
        const answer = await authenticate(request, deps);
        if (answer.kind === "refused") return sendProblem(reply, answer.code);
        const objection = objectionToRight(answer.principal, "settings");
        if (objection !== null) return sendProblem(reply, objection.code, objection.facts);
      }
      return reply.type(deps.metrics.contentType).send(await deps.metrics.metrics());
    },
  );
}

function probe(answer: Promise<"up" | "down">, { pause }: HttpDeps): Promise<"up" | "down"> {
  return Promise.race([
    answer.catch(() => "down" as const),
    pause(PROBE_MS).then(() => "down" as const),
  ]);
}

/** A proxy on this machine is also "here", but says that it speaks for somebody else. */
function isFromHere({ ip, headers }: FastifyRequest): boolean {
  const isForwarded = "x-forwarded-for" in headers || "forwarded" in headers;
  return !isForwarded && (ip === "127.0.0.1" || ip === "::1" || ip === "::ffff:127.0.0.1");
}
