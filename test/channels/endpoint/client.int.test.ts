import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createEndpointClient,
  type EndpointClient,
} from "../../../src/channels/endpoint/client.ts";
import { createSigner, generateSecret } from "../../../src/channels/endpoint/sign.ts";
import type { Answer } from "../../support/receiver-answers.ts";
import { createReceiver, type Receiver } from "../../support/receiver.ts";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

let receiver: Receiver;
const clients: EndpointClient[] = [];
beforeEach(async () => {
  receiver = await createReceiver();
});
afterEach(async () => {
  await receiver.close();
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

function createClient(): EndpointClient {
  const client = createEndpointClient({ allow: ["127.0.0.0/8"], now: () => NOW });
  clients.push(client);
  return client;
}
const send = (client: EndpointClient, url = `${receiver.origin}/hook`) =>
  client.post({ url, headers: { "content-type": "application/json" }, body: "{}" });
const answered = (answer: Answer) => {
  receiver.setAnswer(answer);
  return send(createClient());
};

test("the request arrives as it was given, and its signature holds over the bytes received", async () => {
  const secret = generateSecret(Buffer.alloc(32, 7));
  const body = JSON.stringify({ text: "¡Olé! 🎉", id: 1 });
  const sign = createSigner();
  const signature = sign({ id: "evt_1", sentAt: Date.now(), body, secrets: [secret] });
  const url = `${receiver.origin}/hook/a%20b?key=ü&x=1`;
  const headers = { ...signature, "content-type": "application/json" };

  expect(await createClient().post({ url, headers, body })).toEqual({
    kind: "delivered",
    status: 200,
  });
  const [got] = await receiver.received(1);
  expect(got).toMatchObject({
    method: "POST",
    path: "/hook/a%20b?key=%C3%BC&x=1",
    headers: { "webhook-id": "evt_1", "content-type": "application/json" },
  });
  const verified = new Webhook(secret).verify(got?.rawBody as Buffer, {
    ...signature,
    ...(got?.headers as Record<string, string>),
  });
  expect(verified).toEqual({ text: "¡Olé! 🎉", id: 1 });
});

test.each([200, 201, 202, 204, 299])("an answer of %i is a delivery", async (status) => {
  expect(await answered(status)).toEqual({ kind: "delivered", status });
});

test.each([300, 304, 400, 401, 404, 409, 418, 500, 502, 503, 599])(
  "an answer of %i is a refusal",
  async (status) => {
    expect(await answered(status)).toEqual({ kind: "refused", status, retryAfterMs: null });
  },
);

test("an answer of 410 means that the endpoint is gone", async () => {
  expect(await answered(410)).toEqual({ kind: "gone" });
});

test.each([
  [429, "120", 120_000],
  [503, "Sun, 22 Nov 2026 12:05:00 GMT", 300_000],
  [429, "whenever", null],
])("an answer of %i with Retry-After %j asks for a wait of %s ms", async (status, header, ms) => {
  const headers = { "retry-after": header };
  const outcome = await answered({ kind: "answer", status, headers, body: "slow down" });
  expect(outcome).toEqual({ kind: "refused", status, retryAfterMs: ms });
});

test("interim answers are passed over", async () => {
  const bytes =
    "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";
  expect(await answered({ kind: "raw", bytes })).toEqual({ kind: "delivered", status: 202 });
});

test("a request that cannot be sent is a defect and rejects", async () => {
  const url = `${receiver.origin}/`;
  const headers = { "x-a": "b\r\nx-evil: 1" };
  await expect(createClient().post({ url, headers, body: "" })).rejects.toThrow("invalid");
  expect(receiver.connectionCount).toBe(0);
});
