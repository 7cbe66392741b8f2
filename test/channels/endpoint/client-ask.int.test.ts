import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createEndpointClient,
  type EndpointClient,
} from "../../../src/channels/endpoint/client.ts";
import { expectSoon } from "../../support/expect-soon.ts";
import type { Answer } from "../../support/receiver-answers.ts";
import { createReceiver, type Receiver } from "../../support/receiver.ts";

const LOCAL = { allow: ["127.0.0.0/8"], answerBytesMax: 1_000 };
/** For answers that never end: long enough for a busy machine to have begun them. */
const IMPATIENT = { ...LOCAL, timeouts: { totalMs: 3_000 } };

let receiver: Receiver;
let client: EndpointClient;
beforeEach(async () => {
  receiver = await createReceiver();
  client = createEndpointClient(LOCAL);
});
afterEach(async () => {
  await receiver.close();
  await client.close();
});

const ask = (answer: Answer, by = client) => {
  receiver.setAnswer(answer);
  return by.ask({ url: receiver.origin, headers: {}, body: "{}" });
};

test("an answer comes back whole, with its status", async () => {
  expect(await ask({ kind: "answer", status: 201, body: '{"a":"ñ"}' })).toEqual({
    kind: "answered",
    status: 201,
    body: Buffer.from('{"a":"ñ"}'),
  });
});

test("an answer without a body is an empty one", async () => {
  expect(await ask(204)).toEqual({ kind: "answered", status: 204, body: Buffer.alloc(0) });
});

test("an answer of exactly as much as is read comes back, and one byte more does not", async () => {
  const most = "x".repeat(1_000);
  expect(await ask({ kind: "answer", status: 200, body: most })).toMatchObject({
    kind: "answered",
  });
  expect(await ask({ kind: "answer", status: 200, body: `${most}x` })).toEqual({
    kind: "cut",
    status: 200,
  });
});

test("an endless answer is cut, and so is one that drips", async () => {
  expect(await ask({ kind: "endless", status: 200 })).toEqual({ kind: "cut", status: 200 });
  const impatient = createEndpointClient(IMPATIENT);
  const drip = { kind: "drip", status: 200, intervalMs: 20 } as const;
  expect(await ask(drip, impatient)).toEqual({ kind: "cut", status: 200 });
  await impatient.close();
  await expectSoon(() => receiver.openConnections).toBe(0);
});

test("an answer that breaks off is cut", async () => {
  const bytes = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf";
  expect(await ask({ kind: "raw", bytes })).toEqual({ kind: "cut", status: 200 });
});

test("whatever is no answer of 2xx ends as it does for a delivery", async () => {
  expect(await ask(302)).toEqual({ kind: "refused", status: 302, retryAfterMs: null });
  const impatient = createEndpointClient(IMPATIENT);
  const hung = await ask({ kind: "hang" }, impatient);
  expect(hung).toMatchObject({ kind: "failed", reason: "timeout" });
  await impatient.close();
  expect(await client.ask({ url: "http://10.0.0.1/", headers: {}, body: "" })).toMatchObject({
    kind: "failed",
    reason: "blocked",
  });
});
