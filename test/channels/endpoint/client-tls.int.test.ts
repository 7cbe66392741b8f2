import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { expect, test } from "vitest";
import {
  createEndpointClient,
  type EndpointClientOptions,
} from "../../../src/channels/endpoint/client.ts";
import { createFakeDns } from "../../support/fake-dns.ts";
import { createReceiver } from "../../support/receiver.ts";
import { createSelfSignedCertificate } from "../../support/self-signed-certificate.ts";

const certificate = createSelfSignedCertificate("hooks.test");
const LOCAL = {
  allow: ["127.0.0.0/8"],
  connectionsPerOrigin: 1,
  lookup: createFakeDns({ "hooks.test": ["127.0.0.1"], "other.test": ["127.0.0.1"] }),
};

async function postTo(port: number, host: string, options: EndpointClientOptions = {}) {
  const client = createEndpointClient({ ...LOCAL, ...options });
  const outcomes = [];
  for (const body of ["1", "2"]) {
    outcomes.push(await client.post({ url: `https://${host}:${port}/`, headers: {}, body }));
  }
  await client.close();
  return outcomes;
}

async function withServer<T>(
  onSocket: (socket: Socket) => void,
  use: (port: number) => Promise<T>,
) {
  const server: Server = createServer(onSocket).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

test("an endpoint with a trusted certificate is posted to over one TLS connection", async () => {
  await using receiver = await createReceiver({ tls: certificate });
  const outcomes = await postTo(receiver.port, "hooks.test", { extraCa: [certificate.cert] });
  expect(outcomes).toEqual([
    { kind: "delivered", status: 200 },
    { kind: "delivered", status: 200 },
  ]);
  expect(receiver.connectionCount).toBe(1);
  expect(receiver.requests.map(({ rawBody }) => String(rawBody))).toEqual(["1", "2"]);
});

test("a certificate that nobody vouches for is refused", async () => {
  await using receiver = await createReceiver({ tls: certificate });
  expect(await postTo(receiver.port, "hooks.test")).toContainEqual({
    kind: "failed",
    reason: "tls",
    detail: "DEPTH_ZERO_SELF_SIGNED_CERT",
  });
  expect(receiver.requestCount).toBe(0);
});

test("a certificate of another name is refused", async () => {
  await using receiver = await createReceiver({ tls: certificate });
  const outcomes = await postTo(receiver.port, "other.test", { extraCa: [certificate.cert] });
  expect(outcomes).toContainEqual({
    kind: "failed",
    reason: "tls",
    detail: "ERR_TLS_CERT_ALTNAME_INVALID",
  });
  expect(receiver.requestCount).toBe(0);
});

test("a server that speaks no TLS is a failure of TLS, and the request is not shown to it", async () => {
  await using receiver = await createReceiver();
  const outcomes = await postTo(receiver.port, "hooks.test");
  expect(outcomes).toMatchObject([{ reason: "tls" }, { reason: "tls" }]);
  expect(receiver.requestCount).toBe(0);
});

test("a handshake that is broken off is a failure of TLS", async () => {
  const breakOff = (socket: Socket) =>
    socket.on("error", () => {}).once("data", () => socket.resetAndDestroy());
  const outcomes = await withServer(breakOff, (port) => postTo(port, "hooks.test"));
  expect(outcomes).toMatchObject([{ reason: "tls" }, { reason: "tls" }]);
});

test("a handshake that is never answered is a failure of TLS after the time to connect", async () => {
  const sayNothing = (socket: Socket) => socket.on("error", () => {}).resume();
  const outcomes = await withServer(sayNothing, (port) =>
    postTo(port, "hooks.test", { timeouts: { connectMs: 100 } }),
  );
  expect(outcomes).toMatchObject([{ reason: "tls" }, { reason: "tls" }]);
});
