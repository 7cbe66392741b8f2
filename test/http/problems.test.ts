import { describe, expect, it } from "vitest";
import { createFaultyStore } from "../support/faulty-store.ts";
import { problemOf, useBench } from "./support/bench.ts";

const bench = useBench();

const post = (payload: string, type = "application/json") =>
  bench().app.inject({
    method: "POST",
    url: "/v1/users",
    headers: { authorization: `Bearer ${bench().token}`, "content-type": type },
    payload,
  });

describe("a problem", () => {
  it("is a document of RFC 9457 that names its request", async () => {
    const response = await bench().app.inject("/nowhere");
    expect(response.headers["content-type"]).toContain("application/problem+json");
    expect(response.json()).toEqual({
      type: "urn:ventana:problem:route.unknown",
      title: "There is no such route.",
      status: 404,
      code: "route.unknown",
      instance: expect.stringMatching(/^urn:ventana:request:req_[0-9a-v]{20}-[0-9a-z]+$/) as string,
    });
  });

  it("for a known path under another method is 405 and says which there are", async () => {
    const response = await bench().ask("DELETE", "/v1/conversations/some-id");
    expect(problemOf(response)).toMatchObject({ status: 405, code: "method.not_allowed" });
    expect(response.headers["allow"]).toBe("GET, HEAD");
    expect(response.json()).toMatchObject({ detail: "It takes: GET, HEAD." });
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/jsonx",
    "application/\tjson",
  ])("for a body of type %s is 415", async (type) => {
    expect(problemOf(await post('{"name":"X"}', type))).toMatchObject({
      status: 415,
      code: "body.unsupported_type",
    });
  });

  it.each(["application/json", "application/json; charset=utf-8", "APPLICATION/JSON ;x=y"])(
    "is none for JSON as %s",
    async (type) => {
      expect((await post('{"name":"X"}', type)).statusCode).toBe(201);
    },
  );

  it("for a body over 256 KiB is 413, and says how many bytes it may have", async () => {
    const response = await post(JSON.stringify({ name: "x".repeat(256 * 1024) }));
    expect(response.statusCode).toBe(413);
    expect(response.json()).toMatchObject({
      code: "body.too_large",
      errors: [{ field: "body", rule: "must have at most 262144 bytes" }],
      bytesMax: 262_144,
    });
  });

  it.each([
    ["{", "body.not_json"],
    ["null", "body.not_an_object"],
    ["[1]", "body.not_an_object"],
    ['"text"', "body.not_an_object"],
    [`{"name":${"[".repeat(40)}${"]".repeat(40)}}`, "body.too_deep"],
    ["[".repeat(100_000), "body.too_deep"],
    ['{"__proto__":{"role":"administrator"},"name":"X"}', "body.unsafe"],
    ['{"constructor":{"prototype":{}},"name":"X"}', "body.unsafe"],
    ['{"name":"X","name":"Y"}', "body.duplicate_member"],
    ['{"name":"X","\\u006eame":"Y"}', "body.duplicate_member"],
    ["", "request.invalid"],
    ['{"name":1e400}', "request.invalid"],
  ])("for the body %.40j is 400", async (payload, code) => {
    expect(problemOf(await post(payload))).toMatchObject({ status: 400, code });
    expect((await bench().store.users("default")).map(({ id }) => id)).toEqual(["admin"]);
  });

  it.each([
    [`/v1/users?${"x".repeat(5_000)}`, 414],
    [`/v1/users/${"x".repeat(2_000)}`, 414],
    ["/v1/users/%", 400],
    ["/v1/users/%c3%28", 400],
    ["/%ff%fe", 400],
  ])("for the URL %.30s is %i", async (url, status) => {
    const response = await bench().ask("GET", url);
    expect(response.statusCode).toBe(status);
    expect(response.headers["content-type"]).toContain("application/problem+json");
  });

  it("names at most 20 members, however many are wrong", async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`f${at}`, at]));
    const response = await bench().ask("POST", "/v1/users", { name: "X", ...many });
    expect(problemOf(response).fields).toHaveLength(20);
  });
});

describe("an error that nobody expected", () => {
  const broken = useBench({
    wrap: (store) => {
      const faulty = createFaultyStore(store, () => null);
      const users = () => Promise.reject(new Error("select * from users at /home/somebody/x.ts:1"));
      return new Proxy(faulty, {
        get: (target, name, receiver) =>
          name === "users" ? users : (Reflect.get(target, name, receiver) as unknown),
      });
    },
  });

  it("is answered 500 without a word of it, and logged once under the request's id", async () => {
    const { ask, logged } = broken();
    const response = await ask("GET", "/v1/users");
    expect(problemOf(response)).toMatchObject({ status: 500, code: "server.error" });
    expect(response.body).not.toMatch(/select|somebody|\.ts|at /);
    expect(logged).toHaveLength(1);
    const { instance } = response.json<{ instance: string }>();
    expect(logged[0]).toMatchObject([
      { errorId: instance.replace("urn:ventana:request:", ""), method: "GET", route: "/v1/users" },
      "a request failed unexpectedly",
    ]);
  });
});
