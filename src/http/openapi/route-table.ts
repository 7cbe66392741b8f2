import type { FastifyInstance, RouteOptions } from "fastify";
import { sendProblem } from "../problems/problem.ts";

/** A route as it was registered. */
export interface RegisteredRoute {
  method: string;
  /** Pattern: `/v1/users/:id`. */
  url: string;
}

/**
 * Notes every route that is registered from now on, and answers what fits none: 405 with `Allow` when the path is known
 * under other methods, 404 otherwise. Fastify itself knows only 404.
 */
export function keepRouteTable(app: FastifyInstance): RegisteredRoute[] {
  const routes: RegisteredRoute[] = [];
  app.addHook("onRoute", ({ method, url }: RouteOptions) => {
    for (const each of [method].flat()) routes.push({ method: each, url });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "";
    const methods = routes.filter(({ url }) => matches(url, path)).map(({ method }) => method);
    if (methods.length === 0) return sendProblem(reply, "route.unknown");
    const allowed = [...new Set(methods)].sort().join(", ");
    void reply.header("allow", allowed);
    return sendProblem(reply, "method.not_allowed", { detail: `It takes: ${allowed}.` });
  });
  return routes;
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  return (
    wanted.length === given.length &&
    wanted.every((step, at) => (step.startsWith(":") ? given[at] !== "" : step === given[at]))
  );
}
