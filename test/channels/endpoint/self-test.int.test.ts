import { Agent } from "undici";
import { expect, test } from "vitest";
import { createAddressGuard } from "../../../src/channels/endpoint/address-guard.ts";
import { createEndpointClient } from "../../../src/channels/endpoint/client.ts";
import { proveGuard } from "../../../src/channels/endpoint/self-test.ts";
import { createFakeDns } from "../../support/fake-dns.ts";

const GUARDED = { kind: "guarded", attempts: 4 };

test.each([
  ["as it comes", {}],
  ["with http allowed", { allowHttp: true }],
  ["with loopback on the allow-list", { allow: ["127.0.0.0/8", "::1"] }],
  ["with all the world on the allow-list", { allow: ["0.0.0.0/0", "::/0"] }],
  ["on a machine without the name localhost", { lookup: createFakeDns({}) }],
])("the client %s proves itself guarded", async (_name, options) => {
  const client = createEndpointClient(options);
  expect(await client.selfTest()).toEqual(GUARDED);
  await client.close();
});

test("the self-test leaves the client in working order", async () => {
  const client = createEndpointClient();
  await client.selfTest();
  expect(await client.selfTest()).toEqual(GUARDED);
  await client.close();
});

const proofWith = (agent: Agent) => ({
  agent,
  policy: { guard: createAddressGuard({ allow: [] }), allowHttp: false, ports: [] },
  openAgent: () => agent,
  limits: { totalTimeoutMs: 1_000, answerBytesMax: 1_024 },
});

test("an agent whose connector was dropped is found out", async () => {
  const agent = new Agent();
  expect(await proveGuard(proofWith(agent))).toEqual({
    kind: "open",
    host: "127.0.0.1",
    saw: "reached",
  });
  await agent.close();
});

test("an agent that fails for another reason than the guard proves nothing", async () => {
  const broken = new Agent({ connect: (_target, callback) => callback(new Error("no"), null) });
  await expect(proveGuard(proofWith(broken))).rejects.toThrow("no");
  await broken.close();
});
