import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { secretSchema } from "../../../src/channels/endpoint/sign.ts";
import { HOUR } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";

const bench = useBench({
  dns: {
    "receiver.example": ["93.184.216.34"],
    "inside.example": ["10.0.0.7"],
    "mixed.example": ["93.184.216.34", "127.0.0.1"],
  },
});

const INPUT = { url: "https://receiver.example/hook", events: ["window.expired"] };

interface Made {
  id: string;
  secret: string;
}

async function subscribe(changes: Record<string, unknown> = {}): Promise<Made> {
  const response = await bench().ask("POST", "/v1/endpoints", { ...INPUT, ...changes });
  expect(response.statusCode).toBe(201);
  return response.json<Made>();
}

const stored = (id: string) => bench().store.endpoint(DEFAULT_WORKSPACE, id);

describe("an endpoint", () => {
  it("shows its secret once, when it is made", async () => {
    const { ask } = bench();
    const response = await ask("POST", "/v1/endpoints", INPUT);
    const { id, secret } = response.json<Made>();
    expect(response.headers["location"]).toBe(`/v1/endpoints/${id}`);
    expect(secretSchema.safeParse(secret).success).toBe(true);
    const one = await ask("GET", `/v1/endpoints/${id}`);
    expect(one.json()).toMatchObject({
      ...INPUT,
      id,
      enabled: true,
      disabledReason: null,
      description: "",
      secrets: [{ validUntil: null }],
      failingSince: null,
    });
    const list = await ask("GET", "/v1/endpoints");
    expect(list.json<{ items: Made[] }>().items.map((each) => each.id)).toEqual([id]);
    expect(one.body + list.body).not.toContain(secret.slice(6));
  });

  it("begins after the newest event, so that a new subscriber is not flooded with the past", async () => {
    await bench().converse();
    const { id } = await subscribe();
    const endpoint = await stored(id);
    expect(endpoint?.startSeq).toBe(await bench().store.lastSeq(DEFAULT_WORKSPACE));
    expect(endpoint?.startSeq).toBeGreaterThan(0);
  });

  it.each([
    ["http://receiver.example/hook", "must begin with https://"],
    ["https://receiver.example:8443/", "must have port 443"],
    ["https://user:pass@receiver.example/", "must not carry a user name"],
    ["https://receiver.example/#x", "must not carry a fragment"],
    ["https://127.0.0.1/", "must lead to a public address"],
    ["https://2130706433/", "must lead to a public address"],
    ["https://0x7f.1/", "must lead to a public address"],
    ["https://[::1]/", "must lead to a public address"],
    ["https://[::ffff:127.0.0.1]/", "must lead to a public address"],
    ["https://169.254.169.254/latest/meta-data", "must lead to a public address"],
    ["https://inside.example/", "must lead to a public address"],
    ["https://mixed.example/", "must lead to a public address"],
    ["ftp://receiver.example/", "must begin with https://"],
    ["javascript:alert(1)", "must begin with https://"],
    ["receiver.example", "must be an absolute URL"],
  ])("cannot have the URL %s: it %s", async (url, rule) => {
    const { ask } = bench();
    const response = await ask("POST", "/v1/endpoints", { ...INPUT, url });
    expect(problemOf(response)).toMatchObject({ status: 422, code: "endpoint.url_refused" });
    expect(response.json()).toMatchObject({
      errors: [{ field: "body.url", rule: expect.stringContaining(rule) }],
    });
    const { id } = await subscribe();
    expect((await ask("PATCH", `/v1/endpoints/${id}`, { url })).statusCode).toBe(422);
    expect((await stored(id))?.url).toBe(INPUT.url);
  });

  it.each([
    [{ events: [] }, "body.events"],
    [{ events: ["nonsense"] }, "body.events.0"],
    [{ events: "*" }, "body.events"],
    [{ url: "" }, "body.url"],
    [{ url: { $ne: null } }, "body.url"],
    [{ enabled: "yes" }, "body.enabled"],
    [{ secrets: [{ value: "whsec_mine" }] }, "body.secrets"],
  ])("cannot be made with %j", async (changes, field) => {
    const response = await bench().ask("POST", "/v1/endpoints", { ...INPUT, ...changes });
    expect(problemOf(response)).toMatchObject({ status: 400, fields: [field] });
    expect(await bench().store.endpoints(DEFAULT_WORKSPACE)).toEqual([]);
  });

  it("is changed by member, and the rest stays", async () => {
    const { id, secret } = await subscribe({ description: "orders" });
    const change = { events: ["*"], description: "" };
    const response = await bench().ask("PATCH", `/v1/endpoints/${id}`, change);
    expect(response.json()).toMatchObject({ ...change, url: INPUT.url, enabled: true });
    expect((await stored(id))?.secrets).toEqual([{ value: secret, validUntil: null }]);
  });

  it("is switched off and on; then its deliveries are rung for", async () => {
    const { ask, engine } = bench();
    const { id } = await subscribe();
    expect((await ask("PATCH", `/v1/endpoints/${id}`, { enabled: false })).json()).toMatchObject({
      enabled: false,
    });
    expect(engine.endpointRings).toEqual([]);
    await ask("PATCH", `/v1/endpoints/${id}`, { enabled: true });
    expect(engine.endpointRings).toEqual([id]);
  });

  it("loses the reason why it was switched off when it is switched on again", async () => {
    const { id } = await subscribe();
    const endpoint = await stored(id);
    if (endpoint === null) throw new Error("not stored");
    await bench().store.putEndpoint({ ...endpoint, enabled: false, disabledReason: "failing" });
    const response = await bench().ask("PATCH", `/v1/endpoints/${id}`, { enabled: true });
    expect(response.json()).toMatchObject({ enabled: true, disabledReason: null });
  });

  it("is removed", async () => {
    const { ask } = bench();
    const { id } = await subscribe();
    const response = await ask("DELETE", `/v1/endpoints/${id}`);
    expect([response.statusCode, response.body]).toEqual([204, ""]);
    expect((await ask("GET", `/v1/endpoints/${id}`)).statusCode).toBe(404);
    expect(problemOf(await ask("DELETE", `/v1/endpoints/${id}`)).code).toBe("endpoint.unknown");
  });
});

describe("rotating a secret", () => {
  it("shows the new one once and keeps the old one for 24 hours", async () => {
    const { ask, clock } = bench();
    const { id, secret } = await subscribe();
    const response = await ask("POST", `/v1/endpoints/${id}/rotate-secret`);
    const rotated = response.json<{ secret: string; previousValidUntil: string }>();
    const validUntil = clock.now() + 24 * HOUR;
    expect(Date.parse(rotated.previousValidUntil)).toBe(validUntil);
    expect((await stored(id))?.secrets).toEqual([
      { value: rotated.secret, validUntil: null },
      { value: secret, validUntil },
    ]);
  });

  it("twice keeps no more than two", async () => {
    const { ask } = bench();
    const { id } = await subscribe();
    await ask("POST", `/v1/endpoints/${id}/rotate-secret`, {});
    await ask("POST", `/v1/endpoints/${id}/rotate-secret`, {});
    expect((await stored(id))?.secrets).toHaveLength(2);
  });
});
