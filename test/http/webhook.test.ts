import { describe, expect, it } from "vitest";
import { createFaultyStore } from "../support/faulty-store.ts";
import { HOUR, T0 } from "../support/builders.ts";
import { WHOLE_LIST } from "../support/whole-list.ts";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { problemOf, useBench, type Bench } from "./support/bench.ts";
import { echo, signed, status, textMessage, webhook } from "./support/webhooks.ts";

const bench = useBench();

/** All messages of all conversations. */
async function messages({ ask }: Bench) {
  const { items } = (await ask("GET", "/v1/conversations")).json<{ items: { id: string }[] }>();
  const timelines = await Promise.all(
    items.map(async ({ id }) =>
      (await ask("GET", `/v1/conversations/${id}/timeline`)).json<{ items: TimelineItem[] }>(),
    ),
  );
  return timelines.flatMap((page) => page.items).filter(({ kind }) => kind === "message");
}

interface TimelineItem {
  kind: string;
  sourceId: string;
  status: string | null;
  occurredAt: string;
}

async function parked({ ask }: Bench) {
  return (await ask("GET", "/v1/parked")).json<{ items: { reason: string; id: string }[] }>().items;
}

describe("a webhook", () => {
  it("is answered 200 with nothing in it, and its message is in the conversation", async () => {
    const response = await bench().hear(webhook({ messages: [textMessage("wamid.1")] }));
    expect(response.statusCode).toBe(200);
    expect(response.body).toBe("");
    expect(await messages(bench())).toMatchObject([{ sourceId: "wamid.1" }]);
  });

  it("posted 50 times at once makes one message and one conversation", async () => {
    const { app, engine, ask } = bench();
    const request = signed(webhook({ messages: [textMessage("wamid.1")] }));
    const responses = await Promise.all(Array.from({ length: 50 }, () => app.inject(request)));
    await engine.idle();
    expect(responses.map(({ statusCode }) => statusCode)).toEqual(Array(50).fill(200));
    expect(await messages(bench())).toHaveLength(1);
    const events = (await ask("GET", "/v1/events")).json<{ events: { type: string }[] }>().events;
    expect(events.filter(({ type }) => type === "conversation.started_by_contact")).toHaveLength(1);
  });

  it("of 3 MB with 1,000 updates is taken whole", async () => {
    const body = "á".repeat(1_400);
    const items = Array.from({ length: 1_000 }, (_, at) =>
      textMessage(`wamid.${at}`, { from: `55119${10_000_000 + (at % 50)}`, body }),
    );
    const request = signed({ ...webhook({ messages: items }), padding: "" });
    expect(request.payload.length).toBeGreaterThan(2_900_000);
    expect((await bench().app.inject(request)).statusCode).toBe(200);
    await bench().engine.idle();
    const page = await bench().ask("GET", "/v1/conversations?limit=100");
    expect(page.json<{ items: unknown[] }>().items).toHaveLength(50);
    const counts = await bench().store.depth();
    expect(counts.waitingEntries).toBe(0);
  });

  it("with one broken item among good ones applies the good ones and parks the broken one", async () => {
    const broken = { id: "wamid.2", type: "text" };
    const items = [textMessage("wamid.1"), broken, textMessage("wamid.3")];
    expect((await bench().hear(webhook({ messages: items }))).statusCode).toBe(200);
    expect((await messages(bench())).map(({ sourceId }) => sourceId).sort()).toEqual([
      "wamid.1",
      "wamid.3",
    ]);
    expect(await parked(bench())).toHaveLength(1);
  });

  it("of an unknown line is parked, and answered 200", async () => {
    const response = await bench().hear(webhook({ messages: [textMessage("wamid.1")] }, "999"));
    expect(response.statusCode).toBe(200);
    expect(await messages(bench())).toEqual([]);
    expect(await parked(bench())).toMatchObject([{ reason: "unknown_line" }]);
  });

  it("with a status before its message keeps it, and shows it with the message", async () => {
    await bench().hear(webhook({ statuses: [status("wamid.9", "read")] }));
    expect(await messages(bench())).toEqual([]);
    await bench().hear(echo("wamid.9"));
    expect(await messages(bench())).toMatchObject([{ sourceId: "wamid.9", status: "read" }]);
  });

  it.each([
    ["yesterday", -24 * HOUR],
    ["tomorrow", 24 * HOUR],
  ])("with a timestamp of %s is taken, and bounded by when it arrived", async (_name, offset) => {
    await bench().hear(webhook({ messages: [textMessage("wamid.1", { at: T0 + offset })] }));
    const [message] = await messages(bench());
    expect(Date.parse(message?.occurredAt ?? "")).toBeLessThanOrEqual(T0 + 60_000);
    expect(Date.parse(message?.occurredAt ?? "")).toBeGreaterThanOrEqual(T0 - 24 * HOUR);
  });

  it("without any items is answered 200", async () => {
    const body = { object: "whatsapp_business_account", entry: [] };
    expect((await bench().hear(body)).statusCode).toBe(200);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "nonsense/type", "application/json"])(
    "is read whatever its content type says: %s",
    async (type) => {
      const request = signed(webhook({ messages: [textMessage("wamid.1")] }));
      const headers = { ...request.headers, "content-type": type };
      expect((await bench().app.inject({ ...request, headers })).statusCode).toBe(200);
    },
  );
});

describe("a webhook that is refused", () => {
  const body = webhook({ messages: [textMessage("wamid.1", { body: "olá \u{1f44b}" })] });
  const good = signed(body);

  it.each([
    ["no signature", {}],
    ["an empty one", { "x-hub-signature-256": "" }],
    ["SHA-1", { "x-hub-signature-256": `sha1=${"a".repeat(40)}` }],
    ["upper case", { "x-hub-signature-256": good.headers["x-hub-signature-256"].toUpperCase() }],
    ["another app's secret", signed(body, "another app's secret").headers],
    ["the signature of an empty body", signed(Buffer.alloc(0)).headers],
  ])("for its signature (%s) gets 401 and leaves nothing", async (_name, headers) => {
    const { app, store } = bench();
    const response = await app.inject({ ...good, headers: headers as Record<string, string> });
    expect(problemOf(response)).toMatchObject({ status: 401, code: "webhook.bad_signature" });
    expect((await store.depth()).waitingEntries).toBe(0);
  });

  it("because it was parsed and written again gets 401", async () => {
    const payload = Buffer.from(JSON.stringify(body, null, 1));
    expect((await bench().app.inject({ ...good, payload })).statusCode).toBe(401);
  });

  it("because it is over 4 MiB gets 413", async () => {
    const response = await bench().app.inject(signed(Buffer.alloc(4 * 1024 * 1024 + 1, 0x20)));
    expect(problemOf(response)).toMatchObject({ status: 413, code: "body.too_large" });
    expect(response.json()).toMatchObject({ bytesMax: 4 * 1024 * 1024 });
  });

  it.each([
    ["not JSON", "hello", "body.not_json"],
    ["nothing", "", "body.not_json"],
    ["half a body", JSON.stringify(body).slice(0, -9), "body.not_json"],
    ["an array", "[]", "body.not_an_object"],
    ["nested 33 deep", `{"a":${"[".repeat(32)}${"]".repeat(32)}}`, "body.too_deep"],
    ["nested a million deep", "[".repeat(1_000_000), "body.too_deep"],
    ["a __proto__ key", '{"__proto__":{"admin":true}}', "body.unsafe"],
    ["an escaped __proto__ key", '{"\\u005f_proto__":{"admin":true}}', "body.unsafe"],
    ["constructor.prototype", '{"constructor":{"prototype":{"admin":true}}}', "body.unsafe"],
  ])("for its body (%s) gets 400 and leaves nothing", async (_name, text, code) => {
    const response = await bench().app.inject(signed(Buffer.from(text)));
    expect(problemOf(response)).toMatchObject({ status: 400, code });
    expect((await bench().store.depth()).waitingEntries).toBe(0);
    expect(Object.prototype).not.toHaveProperty("admin");
  });
});

describe("while the store is away", () => {
  let isAway = false;
  const away = useBench({
    wrap: (store) =>
      createFaultyStore(store, ({ method }) =>
        isAway && method === "accept" ? { kind: "after" } : null,
      ),
  });

  it("a webhook gets 503 with Retry-After, and repeated it is stored once", async () => {
    const { app, engine } = away();
    const request = signed(webhook({ messages: [textMessage("wamid.1")] }));
    isAway = true;
    const response = await app.inject(request);
    isAway = false;
    expect(problemOf(response)).toMatchObject({ status: 503, code: "store.unavailable" });
    expect(response.headers["retry-after"]).toBe("2");
    expect((await app.inject(request)).statusCode).toBe(200);
    await engine.idle();
    expect(await messages(away())).toHaveLength(1);
  });
});

describe("Meta's handshake", () => {
  const query = (members: Record<string, string>) =>
    `/webhooks/whatsapp?${new URLSearchParams(members).toString()}`;
  const shake = { "hub.mode": "subscribe", "hub.verify_token": "verify me" };

  it("gets its challenge back as plain text", async () => {
    const url = query({ ...shake, "hub.challenge": "1158201444" });
    const response = await bench().app.inject(url);
    expect(response.statusCode).toBe(200);
    expect(response.body).toBe("1158201444");
    expect(response.headers["content-type"]).toContain("text/plain");
  });

  it.each([
    ["another token", { ...shake, "hub.verify_token": "x", "hub.challenge": "1" }, 403],
    ["markup as challenge", { ...shake, "hub.challenge": "<script>alert(1)</script>" }, 400],
    ["10 kB as challenge", { ...shake, "hub.challenge": "1".repeat(3_000) }, 400],
    ["no challenge", shake, 400],
    ["nothing", {}, 400],
  ])("with %s is refused without an echo", async (_name, members, statusCode) => {
    const response = await bench().app.inject(query(members as Record<string, string>));
    expect(response.statusCode).toBe(statusCode);
    expect(response.body).not.toContain("script");
  });

  it("with members that stand twice is refused", async () => {
    const url = `${query({ ...shake, "hub.challenge": "1" })}&hub.challenge=2`;
    expect((await bench().app.inject(url)).statusCode).toBe(400);
  });
});

it("whoever wants figures of webhooks is told each answer and its time", async () => {
  const told: [string, number][] = [];
  bench().deps.onWebhook = (answer, seconds) => void told.push([answer.kind, seconds]);
  await bench().hear(webhook({ messages: [textMessage("wamid.1")] }));
  await bench().app.inject(signed({}, "another secret"));
  expect(told.map(([kind]) => kind)).toEqual(["accepted", "bad_signature"]);
  expect(told.every(([, seconds]) => seconds >= 0)).toBe(true);
});

it("the line's own workspace holds what came in for it", async () => {
  await bench().converse();
  const { items } = await bench().store.conversations(DEFAULT_WORKSPACE, WHOLE_LIST);
  expect(items).toHaveLength(1);
});
