import { Registry } from "prom-client";
import { buildApp } from "../../../src/http/app.ts";
import type { HttpDeps } from "../../../src/http/deps.ts";

/** Every route that the app registers, as `GET /v1/users/:id`, but HEAD, and the pages that show the document. In order of the alphabet. */
export async function routesOf(deps: HttpDeps): Promise<string[]> {
  const routes: string[] = [];
  const app = buildApp({ ...deps, metrics: new Registry() });
  app.addHook("onRoute", ({ method, url }) => {
    for (const each of [method].flat()) routes.push(`${each} ${url}`);
  });
  await app.ready();
  await app.close();
  return routes
    .filter((route) => !route.startsWith("HEAD ") && !/ \/(docs|openapi|$)/.test(route))
    .sort();
}
