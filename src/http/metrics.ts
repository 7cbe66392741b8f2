import type { FastifyInstance } from "fastify";
import { Histogram, type Registry } from "prom-client";

const BUCKETS_S = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts and times every request by route pattern; a path that fits no route is one label, or strangers could make millions. */
export function countRequests(app: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: "ventana_http_request_seconds",
    help: "Time to answer, by route, method and status",
    labelNames: ["method", "route", "status"],
    buckets: BUCKETS_S,
    registers: [registry],
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { method, url: route = "(none)" } = request.routeOptions;
    seconds.observe(
      { method: route === "(none)" ? "(any)" : String(method), route, status: reply.statusCode },
      reply.elapsedTime / 1_000,
    );
    done();
  });
}
