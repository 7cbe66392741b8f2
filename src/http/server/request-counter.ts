import type { FastifyInstance } from "fastify";
import { Histogram, type Registry } from "prom-client";

const BUCKETS_S = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type RequestCounter = (scope: FastifyInstance) => void;

/**
 * Counts and times the requests of a scope by route pattern; a path that fits no route is one label, or strangers could make
 * millions. Webhooks have figures of their own.
 */
export function createRequestCounter(registry: Registry): RequestCounter {
  const seconds = new Histogram({
    name: "ventana_http_request_seconds",
    help: "Time to answer, by route, method and status",
    labelNames: ["method", "route", "status"],
    buckets: BUCKETS_S,
    registers: [registry],
  });
  return (scope) => {
    scope.addHook("onResponse", (request, reply, done) => {
      const route = request.routeOptions.url ?? "(none)";
      const method = route === "(none)" ? "(any)" : request.method;
      seconds.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
      done();
    });
  };
}
