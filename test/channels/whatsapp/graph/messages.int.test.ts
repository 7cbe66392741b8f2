import { createServer, type AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createGraphMessages,
  type GraphMessages,
  type GraphMessagesOptions,
} from "../../../../src/channels/whatsapp/graph/messages.ts";
import type { Answer } from "../../../support/receiver-answers.ts";
import { createReceiver, type Receiver } from "../../../support/receiver.ts";

const LINE = "200000000000000001";
const POST = { lineId: LINE, accessToken: "token-1", body: { type: "text" } };
/** Short enough for a test that waits for it, long enough for a busy machine to answer within it. */
const IMPATIENT = { timeouts: { totalMs: 3_000 } };
/** Where nobody ever finishes connecting. */
const NEVER_CONNECTED = { timeouts: { connectMs: 500, totalMs: 3_000 } };

let receiver: Receiver;
const clients: GraphMessages[] = [];
beforeEach(async () => {
  receiver = await createReceiver();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await receiver.close();
});

function createClient(options: Partial<GraphMessagesOptions> = {}): GraphMessages {
  const client = createGraphMessages({ baseUrl: receiver.origin, version: "v25.0", ...options });
  clients.push(client);
  return client;
}

const answered = (answer: Answer, options?: Partial<GraphMessagesOptions>) => {
  receiver.setAnswer(answer);
  return createClient(options).post(POST);
};
const json = (status: number, body: unknown, headers = {}): Answer => ({
  kind: "answer",
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
const refusal = (members: Record<string, unknown>): Answer =>
  json(400, { error: { message: "(#131047) Re-engagement message", ...members } });

describe("a send", () => {
  it("is posted to the line's messages, with its token, as JSON", async () => {
    await answered(json(200, { messages: [{ id: "wamid.1" }] }), {
      baseUrl: `${receiver.origin}/proxy/`,
    });
    const [request] = receiver.requests;
    expect(request).toMatchObject({
      method: "POST",
      path: `/proxy/v25.0/${LINE}/messages`,
      headers: { authorization: "Bearer token-1", "content-type": "application/json" },
    });
    expect(JSON.parse(String(request?.rawBody))).toEqual({ type: "text" });
  });

  it("says when it leaves, and nothing of the kind when it has reached nobody", async () => {
    const left: string[] = [];
    receiver.setAnswer(json(200, { messages: [{ id: "wamid.1" }] }));
    await createClient().post({ ...POST, onLeave: () => void left.push("one") });
    expect(left).toEqual(["one"]);
    const nowhere = createClient({ baseUrl: "http://127.0.0.1:9" });
    await nowhere.post({ ...POST, onLeave: () => void left.push("two") });
    expect(left).toEqual(["one"]);
  });

  it("is accepted under WhatsApp's id, by whom WhatsApp says", async () => {
    const contacts = [{ input: "+5511987654321", wa_id: "551187654321", user_id: "BR.1" }];
    const accepted = json(200, { contacts, messages: [{ id: "wamid.1" }] });
    expect(await answered(accepted)).toEqual({
      kind: "accepted",
      sourceId: "wamid.1",
      waId: "551187654321",
      userId: "BR.1",
    });
  });

  it("that is a sign is acknowledged", async () => {
    expect(await answered(json(200, { success: true }))).toEqual({ kind: "acknowledged" });
  });

  it("is refused in WhatsApp's words", async () => {
    const details = "More than 24 hours have passed";
    const answer = await answered(
      refusal({ code: 131_047, error_subcode: 33, error_data: { details } }),
    );
    expect(answer).toEqual({
      kind: "refused",
      status: 400,
      error: { code: 131_047, title: "Re-engagement message", details },
      subcode: 33,
      retryAfterMs: null,
    });
  });

  it("is refused by an error, even one that comes with 200", async () => {
    expect(await answered(json(200, { error: { code: 131_026 } }))).toMatchObject({
      kind: "refused",
      error: { code: 131_026 },
    });
  });

  it("is refused for a token that is none, without asking", async () => {
    const post = { ...POST, accessToken: "a\r\nx-injected: 1" };
    expect(await createClient().post(post)).toMatchObject({ kind: "refused", status: 401 });
    expect(receiver.requestCount).toBe(0);
  });

  it.each<[string, Record<string, string>, number | null]>([
    ["seconds", { "retry-after": "7" }, 7_000],
    ["a date", { "retry-after": "Thu, 15 Jan 2026 12:00:30 GMT" }, 30_000],
    [
      "minutes of a business account",
      { "x-business-use-case-usage": '{"3001":[{"estimated_time_to_regain_access":19}]}' },
      19 * 60_000,
    ],
    ["rubbish", { "retry-after": "soon", "x-business-use-case-usage": "[1,2" }, null],
  ])("is told how long to wait in %s", async (_form, headers, retryAfterMs) => {
    const now = () => Date.UTC(2026, 0, 15, 12);
    const answer = await answered(json(429, { error: { code: 80_007 } }, headers), { now });
    expect(answer).toMatchObject({ kind: "refused", error: { code: 80_007 }, retryAfterMs });
  });
});

describe("a send that has reached nobody", () => {
  const NOT_SENT = { kind: "not_sent" };

  it("met a port that nobody listens on", async () => {
    const closed = await createReceiver();
    await closed.close();
    expect(await createClient({ baseUrl: closed.origin }).post(POST)).toEqual(NOT_SENT);
  });

  it("met a name that does not exist", async () => {
    const baseUrl = "http://graph.invalid";
    expect(await createClient({ baseUrl, ...NEVER_CONNECTED }).post(POST)).toEqual(NOT_SENT);
  });

  it("met somebody who does not speak TLS", async () => {
    const baseUrl = receiver.origin.replace("http:", "https:");
    expect(await createClient({ baseUrl }).post(POST)).toEqual(NOT_SENT);
    expect(receiver.requestCount).toBe(0);
  });

  it("met somebody who breaks the TLS handshake off, or never finishes it", async () => {
    for (const reaction of ["reset", "silence"]) {
      const server = createServer((socket) => {
        socket.on("error", () => {});
        if (reaction === "reset") socket.resetAndDestroy();
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      const client = createClient({ baseUrl: `https://127.0.0.1:${port}`, ...NEVER_CONNECTED });
      expect(await client.post(POST)).toEqual(NOT_SENT);
      await client.close();
      server.close();
    }
  });

  it("was posted through a client that is closed", async () => {
    const client = createClient();
    await client.close();
    expect(await client.post(POST)).toEqual(NOT_SENT);
    expect(receiver.requestCount).toBe(0);
  });
});

describe("a send of which nobody knows whether it was taken", () => {
  it.each<[string, Answer]>([
    ["met a reset after it was read", { kind: "reset" }],
    ["met silence", { kind: "hang" }],
    ["met an end without an answer", { kind: "raw", bytes: "" }],
    ["met something that is no HTTP", { kind: "raw", bytes: "no HTTP at all\r\n\r\n" }],
    ["met headers that never end", { kind: "raw", bytes: "HTTP/1.1 200 OK\r\nx", keepOpen: true }],
    [
      "met an interim answer only",
      { kind: "raw", bytes: "HTTP/1.1 102 P\r\n\r\n", keepOpen: true },
    ],
    ["met 200 that drips for ever", { kind: "drip", status: 200, intervalMs: 100 }],
    ["met 200 without end", { kind: "endless", status: 200 }],
    ["met 200 and a page of HTML", { kind: "answer", status: 200, body: "<html>\u0000</html>" }],
    ["met 200 and nothing", 200],
    ["met 200 and an empty object", json(200, {})],
    ["met 200 and messages that are none", json(200, { messages: "wamid.1" })],
    ["met 200 and an id that is none", json(200, { messages: [{ id: 7 }] })],
    ["met 200 and an empty id", json(200, { messages: [{ id: "" }] })],
    ["met 200 and an absurd id", json(200, { messages: [{ id: "w".repeat(600) }] })],
    [
      "met 200 and JSON that would break a parser",
      { kind: "answer", status: 200, body: "[".repeat(50_000) },
    ],
    [
      "met 200 and JSON that would poison objects",
      { kind: "answer", status: 200, body: '{"__proto__":{},"messages":[{"id":"wamid.1"}]}' },
    ],
  ])("%s", async (_what, answer) => {
    expect(await answered(answer, IMPATIENT)).toEqual({ kind: "lost" });
  });

  it("met a reset before a byte of it was read", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.resetAndDestroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const baseUrl = `http://127.0.0.1:${port}`;
    // Either the reset came before the request was written, or nobody can tell. It never counts as an answer.
    const { kind } = await createClient({ baseUrl, ...IMPATIENT }).post(POST);
    expect(["lost", "not_sent"]).toContain(kind);
    server.close();
  });

  it("met a connection that had served before, and broke under it", async () => {
    receiver.setAnswer((_request, index) =>
      index === 0 ? json(200, { messages: [{ id: "wamid.1" }] }) : { kind: "reset" },
    );
    const client = createClient();
    expect((await client.post(POST)).kind).toBe("accepted");
    expect(await client.post(POST)).toEqual({ kind: "lost" });
    // Written once: nothing below repeats a request on its own.
    expect(receiver.requestCount).toBe(2);
  });

  it.each([500, 502, 503, 504])("met %i without a body: the class says so", async (status) => {
    expect(await answered(status)).toEqual({
      kind: "refused",
      status,
      error: null,
      subcode: null,
      retryAfterMs: null,
    });
  });
});

describe("an answer that is broken", () => {
  it.each<[string, Answer]>([
    ["has an error that is a word", json(400, { error: "no" })],
    ["has a code that is a word", refusal({ code: "131047" })],
    ["has a code that is none", refusal({ code: 1.5 })],
    ["is too long", { kind: "answer", status: 400, body: "x".repeat(100_000) }],
    [
      "is cut",
      { kind: "raw", bytes: 'HTTP/1.1 400 Bad\r\ncontent-length: 99\r\n\r\n{"error":{"code":1' },
    ],
  ])("and %s refuses by its status alone", async (_what, answer) => {
    expect(await answered(answer)).toMatchObject({
      kind: "refused",
      status: 400,
      error: null,
    });
  });

  it("has texts that are cut to a length that can be kept", async () => {
    const answer = await answered(refusal({ code: 100, message: "x".repeat(10_000) }));
    if (answer.kind !== "refused") throw new Error("a refusal was expected");
    expect(answer.error?.title).toHaveLength(500);
  });
});
