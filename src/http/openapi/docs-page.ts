import { fastify, type FastifyInstance } from "fastify";

/** The page, its script, and the redirect between. */
const PATHS = ["/docs", "/docs/", "/docs/js/scalar.js"];

/** The page runs its own inline script; nobody may frame it, and nothing but it is served beside it. */
const HEADERS = {
  "content-security-policy": "object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "cache-control": "public, max-age=3600",
};

/**
 * A page to read `/openapi.json` at `/docs`, which is also where a browser gets to that opens our address. The page's program is 5 MB of text that costs 35 MB of memory and a quarter of
 * a second to load (measured on Node 24.21), so it is loaded when somebody first looks, in an app of its own.
 */
export function serveDocsPage(app: FastifyInstance): void {
  app.get("/", { schema: { hide: true } }, (_request, reply) => reply.redirect("/docs/"));
  let loading: Promise<FastifyInstance> | null = null;
  for (const url of PATHS) {
    app.get(url, { schema: { hide: true } }, async (request, reply) => {
      loading ??= loadPage();
      const page = await (await loading).inject({ url: request.url.split("?", 1)[0] ?? url });
      const { "content-type": type, location } = page.headers;
      if (location !== undefined) void reply.header("location", location);
      return reply
        .code(page.statusCode)
        .headers({ ...HEADERS, "content-type": type })
        .send(page.rawPayload);
    });
  }
  app.addHook("onClose", async () => {
    if (loading !== null) await (await loading).close();
  });
}

async function loadPage(): Promise<FastifyInstance> {
  const { default: scalar } = await import("@scalar/fastify-api-reference");
  const page = fastify({ logger: false });
  await page.register(scalar, {
    routePrefix: "/docs",
    configuration: { url: "/openapi.json", withDefaultFonts: false, telemetry: false },
  });
  return page;
}
