import { describe, expect, test } from "vitest";
import { startRedis } from "../support/redis.ts";
import { isFinal } from "./support/client.ts";
import { eventually } from "./support/eventually.ts";
import { createFolder } from "./support/folder.ts";
import { createOutside, NO_REDIS, REAL, TRIGGER, type Outside } from "./support/outside.ts";
import { startVentana } from "./support/ventana.ts";

/** Waits for so many triggers in all, and answers the type of the newest. */
async function triggered({ inbox }: Outside, count: number): Promise<string> {
  const requests = await inbox.received(count);
  return (JSON.parse(String(requests.at(-1)?.rawBody)) as { type: string }).type;
}

async function openConversation({ client }: Outside): Promise<{ id: string; version: number }> {
  return await eventually("an open conversation", 60_000, async () => {
    const { body } = await client.insist({ path: "/v1/conversations?status=open" });
    return body.items[0] as { id: string; version: number } | undefined;
  });
}

describe("without Redis", () => {
  test("and without any program that would be one, it starts, applies a webhook and delivers its trigger", async () => {
    await using folder = createFolder();
    await using outside = await createOutside();
    await using ventana = startVentana({ cwd: folder.path, env: REAL, path: "/nowhere" });
    await outside.meet(await ventana.url());
    const ready = await outside.client.once({ path: "/health/ready" });
    expect(ready).toMatchObject({ status: 200, body: { status: "degraded", redis: "down" } });
    expect(ventana.stdout()).toContain(
      "No Redis was found or could be started (no redis-server or valkey-server on the PATH); the engine works without it",
    );
    expect(ventana.stdout()).not.toContain("    at ");

    outside.ana.says(outside.line, "hola");
    expect(await triggered(outside, 1)).toBe(TRIGGER);
  });

  test("a close is answered with the new conversation, and the next message starts another episode", async () => {
    await using folder = createFolder();
    await using outside = await createOutside();
    await using ventana = startVentana({ cwd: folder.path, env: { ...REAL, ...NO_REDIS } });
    await outside.meet(await ventana.url());
    outside.ana.says(outside.line, "hola");
    const { id } = await openConversation(outside);
    const path = `/v1/conversations/${id}/close`;
    const body = { description: "Pedido tomado" };
    const headers = { "idempotency-key": "close-1" };
    const answer = await outside.client.insist({ method: "POST", path, body, headers }, isFinal);
    expect(answer).toMatchObject({ status: 200, body: { id, state: "closed" } });
    outside.ana.says(outside.line, "otra vez");
    expect(await triggered(outside, 2)).toBe(TRIGGER);
  });
});

describe("a Redis that dies and comes back", () => {
  test("costs nothing: webhooks are accepted and delivered before, meanwhile and after", async () => {
    await using folder = createFolder();
    await using redis = await startRedis();
    await using outside = await createOutside();
    await using ventana = startVentana({
      cwd: folder.path,
      env: { ...REAL, REDIS_URL: redis.url },
    });
    await outside.meet(await ventana.url());
    const { line, simulator, client } = outside;
    const redisIs = (state: string) =>
      eventually(`Redis ${state}`, 60_000, async () => {
        const { body } = await client.once({ path: "/health/ready" });
        return body.redis === state ? state : undefined;
      });
    const newcomer = (index: number) =>
      simulator.contact({ waId: `521555000020${index}`, name: `Persona ${index}` });

    await redisIs("up");
    newcomer(1).says(line, "antes");
    await triggered(outside, 1);
    await redis.kill("SIGKILL");
    newcomer(2).says(line, "mientras");
    await triggered(outside, 2);
    await redisIs("down");
    await redis.restart();
    await redisIs("up");
    newcomer(3).says(line, "después");
    await triggered(outside, 3);

    expect(simulator.webhooks.ledger.all().map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    expect(ventana.stdout()).toContain("Redis is away");
    expect(ventana.stdout()).toContain("Redis is back");
  });
});

describe("HTTP and the work in processes of their own on one SQLite file", () => {
  test.each([
    { redis: "one Redis of the folder, shared", env: {} },
    { redis: "no Redis at all", env: NO_REDIS },
  ])("with $redis: a close is answered 200 with the new conversation", async ({ env }) => {
    await using folder = createFolder();
    await using outside = await createOutside();
    const common = { ...REAL, ...env };
    await using http = startVentana({ cwd: folder.path, env: { ...common, ROLE: "http" } });
    await using worker = startVentana({ cwd: folder.path, env: { ...common, ROLE: "worker" } });
    await outside.meet(await http.url());
    await worker.url();

    outside.ana.says(outside.line, "hola");
    const { id, version } = await openConversation(outside);
    const command = {
      method: "POST",
      path: `/v1/conversations/${id}/close`,
      body: { description: "Pedido tomado" },
      headers: { "idempotency-key": "close-1", "if-match": `"v${version}"` },
    };
    const answer = await outside.client.insist(command, isFinal);
    expect(answer).toMatchObject({
      status: 200,
      body: { id, state: "closed", episode: { number: 1, description: "Pedido tomado" } },
    });
    expect(answer.headers["etag"]).toBe(`"v${String(answer.body.version)}"`);
    expect(await outside.client.once(command)).toMatchObject({ status: 200, body: { id } });
    expect(await triggered(outside, 1)).toBe(TRIGGER);
  });

  test("the last to stop ends the Redis that they shared", async () => {
    await using folder = createFolder();
    const http = startVentana({ cwd: folder.path, env: { ...REAL, ROLE: "http" } });
    const worker = startVentana({ cwd: folder.path, env: { ...REAL, ROLE: "worker" } });
    await Promise.all([http.url(), worker.url()]);
    await Promise.all([http.printed(/webhook /), worker.printed(/probes /)]);
    expect(worker.stdout()).not.toMatch(/webhook |API reference/);
    await http[Symbol.asyncDispose]();
    expect(await folder.localRedis()).toBeGreaterThan(0);
    await worker[Symbol.asyncDispose]();
    expect(await folder.localRedis()).toBeUndefined();
  });
});
