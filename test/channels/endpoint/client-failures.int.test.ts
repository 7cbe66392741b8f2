import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createEndpointClient,
  type EndpointClient,
  type EndpointClientOptions,
} from "../../../src/channels/endpoint/client.ts";
import { expectSoon } from "../../support/expect-soon.ts";
import { createFakeDns } from "../../support/fake-dns.ts";
import type { Answer } from "../../support/receiver-answers.ts";
import { createReceiver, type Receiver } from "../../support/receiver.ts";

/** Short enough for a test that waits for it, long enough for a busy machine to answer within it. */
const IMPATIENT = { timeouts: { totalMs: 3_000 } };

let receiver: Receiver;
const clients: EndpointClient[] = [];
beforeEach(async () => {
  receiver = await createReceiver();
});
afterEach(async () => {
  await receiver.close();
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

function createClient(options: EndpointClientOptions = {}): EndpointClient {
  const client = createEndpointClient({ allow: ["127.0.0.0/8"], ...options });
  clients.push(client);
  return client;
}
const send = (client: EndpointClient, url = `${receiver.origin}/hook`) =>
  client.post({ url, headers: { "content-type": "application/json" }, body: "{}" });
const answered = (answer: Answer, options?: EndpointClientOptions) => {
  receiver.setAnswer(answer);
  return send(createClient(options));
};

/** A busy machine may need a moment to notice. */
const allClosed = () => expectSoon(() => receiver.openConnections).toBe(0);

test("an endpoint that hangs is cut off at the deadline", async () => {
  const outcome = await answered({ kind: "hang" }, IMPATIENT);
  expect(outcome).toEqual({ kind: "failed", reason: "timeout", detail: "no-answer" });
  await allClosed();
});

test("an endpoint that drips its headers for ever is cut off at the deadline", async () => {
  const bytes = "HTTP/1.1 200 OK\r\nx-slow: ";
  const outcome = await answered({ kind: "raw", bytes, keepOpen: true }, IMPATIENT);
  expect(outcome).toMatchObject({ kind: "failed", reason: "timeout" });
  await allClosed();
});

test("an interim answer is none: an endpoint that hangs after it is cut off", async () => {
  const bytes = "HTTP/1.1 103 Early Hints\r\n\r\n";
  const outcome = await answered({ kind: "raw", bytes, keepOpen: true }, IMPATIENT);
  expect(outcome).toMatchObject({ kind: "failed", reason: "timeout" });
});

test.each([
  [200, { kind: "delivered", status: 200 }],
  [500, { kind: "refused", status: 500, retryAfterMs: null }],
  [410, { kind: "gone" }],
] as const)(
  "a body that drips after a status of %i is cut off; the status counts",
  async (status, outcome) => {
    expect(await answered({ kind: "drip", status, intervalMs: 20 }, IMPATIENT)).toEqual(outcome);
    await allClosed();
  },
);

test("an endless body is cut off long before the deadline; the status counts", async () => {
  const outcome = await answered({ kind: "endless", status: 200 });
  expect(outcome).toEqual({ kind: "delivered", status: 200 });
  await allClosed();
});

test("a body within the limit leaves the connection in use, a longer one costs it", async () => {
  const client = createClient({ answerBytesMax: 10_000, connectionsPerOrigin: 1 });
  for (const length of [10_000, 10_000, 10_001, 1]) {
    receiver.setAnswer({ kind: "answer", status: 200, body: "x".repeat(length) });
    expect(await send(client)).toEqual({ kind: "delivered", status: 200 });
  }
  expect(receiver.requests.map(({ connection }) => connection)).toEqual([1, 1, 1, 2]);
});

test("a connection reset before an answer is a failure", async () => {
  const outcome = await answered({ kind: "reset" });
  expect(outcome).toMatchObject({ kind: "failed", reason: "reset" });
});

test("a connection closed before an answer is a failure", async () => {
  const outcome = await answered({ kind: "raw", bytes: "" });
  expect(outcome).toMatchObject({ kind: "failed", reason: "reset" });
});

test.each([
  ["not HTTP", "SSH-2.0-OpenSSH_9.9\r\n"],
  ["a header without an end", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(20_000)}\r\n\r\n`],
  [
    "an upgrade nobody asked for",
    "HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
  ],
  ["two different lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"],
])("an answer that is %s is a failure of the protocol", async (_name, bytes) => {
  const outcome = await answered({ kind: "raw", bytes });
  expect(outcome).toMatchObject({ kind: "failed", reason: "protocol" });
});

test("a port where nobody listens is a failure to connect", async () => {
  const { origin } = receiver;
  await receiver.close();
  expect(await send(createClient(), origin)).toEqual({
    kind: "failed",
    reason: "connect",
    detail: "ECONNREFUSED",
  });
});

test("a name that does not resolve, resolves to nothing, or never resolves is a failure", async () => {
  const lookup = createFakeDns({ "empty.test": [] });
  const client = createClient({ lookup });
  const reasonFor = async (host: string, by = client) =>
    send(by, `http://${host}:${receiver.port}/`);
  expect(await reasonFor("absent.test")).toEqual({
    kind: "failed",
    reason: "dns",
    detail: "ENOTFOUND",
  });
  expect(await reasonFor("empty.test")).toMatchObject({ reason: "dns" });
  const stuck = createClient({ lookup: () => {}, timeouts: { connectMs: 100 } });
  expect(await reasonFor("stuck.test", stuck)).toMatchObject({ reason: "connect" });
});

test("a name server that answers at once, before the question returns, does no harm", async () => {
  const client = createClient({
    lookup: (_hostname, _options, callback) =>
      callback(null, [{ address: "127.0.0.1", family: 4 }]),
  });
  const outcome = await send(client, `http://local.test:${receiver.port}/`);
  expect(outcome).toEqual({ kind: "delivered", status: 200 });
});

test.each([
  ["http://example.com/", "scheme"],
  ["https://example.com:22/", "port"],
  ["https://user@example.com/", "user-info"],
  ["https://example.com/#x", "fragment"],
  ["https://10.0.0.1/", "address"],
  ["nonsense", "syntax"],
])("a post to %s is blocked by the rule %s and nothing is sent", async (url, rule) => {
  const client = createEndpointClient();
  clients.push(client);
  expect(await send(client, url)).toEqual({ kind: "failed", reason: "blocked", detail: rule });
});
