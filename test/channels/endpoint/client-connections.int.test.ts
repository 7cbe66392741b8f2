import { Agent } from "undici";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createEndpointClient,
  type EndpointClient,
} from "../../../src/channels/endpoint/client.ts";
import { post } from "../../../src/channels/endpoint/post.ts";
import { expectSoon } from "../../support/expect-soon.ts";
import { createReceiver, type Receiver } from "../../support/receiver.ts";

const LOCAL = { allow: ["127.0.0.0/8"] };

let receiver: Receiver;
beforeEach(async () => {
  receiver = await createReceiver();
});
afterEach(() => receiver.close());

const send = (client: EndpointClient, body = "{}") =>
  client.post({ url: receiver.origin, headers: {}, body });

test("posts one after the other share a connection", async () => {
  const client = createEndpointClient({ ...LOCAL, connectionsPerOrigin: 1 });
  for (let i = 0; i < 20; i++) await send(client);
  expect(receiver.connectionCount).toBe(1);
  await client.close();
});

test("no more connections than permitted are opened to one origin, and nothing is lost or doubled", async () => {
  const client = createEndpointClient({ ...LOCAL, connectionsPerOrigin: 3 });
  receiver.setAnswer({ kind: "answer", status: 200, delayMs: 1 });
  const bodies = Array.from({ length: 200 }, (_, index) => String(index));
  const outcomes = await Promise.all(bodies.map((body) => send(client, body)));
  expect(outcomes.every(({ kind }) => kind === "delivered")).toBe(true);
  expect(receiver.requests.map(({ rawBody }) => String(rawBody)).toSorted()).toEqual(
    bodies.toSorted(),
  );
  expect(receiver.connectionCount).toBe(3);
  await client.close();
});

test("a request whose deadline passed while it waited for a connection is never sent", async () => {
  const agent = new Agent({ connections: 1 });
  const within = (totalTimeoutMs: number, body: string) => {
    const request = { origin: receiver.origin, path: "/", headers: {}, body };
    return post(agent, request, { totalTimeoutMs, answerBytesMax: 1_024 }, Date.now);
  };
  const delivered = { kind: "delivered", status: 200 };
  const answered = Promise.withResolvers<void>();
  receiver.setAnswer(async (_, index) => {
    if (index === 0) await answered.promise;
    return 200;
  });
  const holding = within(60_000, "holds");
  await receiver.received(1);
  expect(await within(300, "waits")).toMatchObject({ kind: "failed", reason: "timeout" });
  answered.resolve();
  expect(await holding).toEqual(delivered);
  expect(await within(60_000, "later")).toEqual(delivered);
  expect(receiver.requests.map(({ rawBody }) => String(rawBody))).toEqual(["holds", "later"]);
  await agent.close();
});

test("a connection that the endpoint closed while it was idle costs no delivery", async () => {
  const client = createEndpointClient(LOCAL);
  for (let i = 0; i < 20; i++) {
    // The answer promises keep-alive and closes nevertheless.
    const bytes = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n";
    receiver.setAnswer({ kind: "raw", bytes });
    expect(await send(client)).toEqual({ kind: "delivered", status: 200 });
    await expectSoon(() => receiver.openConnections).toBe(0);
  }
  await client.close();
});

test("closing waits for what is under way and takes nothing new", async () => {
  const client = createEndpointClient(LOCAL);
  receiver.setAnswer({ kind: "answer", status: 202, delayMs: 100 });
  const underWay = send(client);
  await receiver.received(1);
  const closed = client.close();
  expect(await underWay).toEqual({ kind: "delivered", status: 202 });
  await closed;
  await expectSoon(() => receiver.openConnections).toBe(0);
  await expect(send(client)).rejects.toThrow();
});

test("closing does not wait longer for a hanging endpoint than its deadline", async () => {
  const client = createEndpointClient({ ...LOCAL, timeouts: { totalMs: 2_000 } });
  receiver.setAnswer({ kind: "hang" });
  const hanging = send(client);
  await receiver.received(1);
  await client.close();
  expect(await hanging).toMatchObject({ kind: "failed", reason: "timeout" });
});
