import { request } from "undici";
import { expect, test } from "vitest";
import type { LookupAll } from "../../../src/channels/endpoint/checked-lookup.ts";
import { createEndpointClient } from "../../../src/channels/endpoint/client.ts";
import { createFakeDns } from "../../support/fake-dns.ts";
import { createReceiver } from "../../support/receiver.ts";
import { LOOPBACK_SPELLINGS } from "./loopback-spellings.ts";
import { createUnguardedAgent } from "./unguarded-agent.ts";

/** An endpoint at 127.0.0.2, which is listed, and a canary at 127.0.0.1, which is not, on one port: DNS alone decides. */
async function createTwins() {
  const canaryOnly = await createReceiver({ host: "127.0.0.1" });
  const answer = { kind: "answer", status: 200, headers: { connection: "close" } } as const;
  const good = await createReceiver({ host: "127.0.0.2", port: canaryOnly.port, answer });
  const clientFor = (lookup: LookupAll) =>
    createEndpointClient({ allow: ["127.0.0.2/32"], lookup });
  const url = `http://customer.test:${good.port}/`;
  return { canary: canaryOnly, good, clientFor, url };
}

test("1,000 answers that flip between a listed and an unlisted address never lead to the canary", async () => {
  const twins = await createTwins();
  const flips = { "customer.test": (call: number) => [call % 2 ? "127.0.0.1" : "127.0.0.2"] };
  const client = twins.clientFor(createFakeDns(flips));
  const outcomes: string[] = [];
  for (let i = 0; i < 1_000; i++) {
    outcomes.push((await client.post({ url: twins.url, headers: {}, body: "x" })).kind);
  }
  expect(outcomes.filter((kind) => kind === "delivered")).toHaveLength(500);
  expect(twins.good.requestCount).toBe(500);
  expect(twins.canary.connectionCount).toBe(0);
  await client.close();

  // Who looks up to check, and then lets the socket look up again, is led to the canary.
  const naive = createUnguardedAgent(createFakeDns({ "customer.test": ["127.0.0.1"] }));
  await (await request(twins.url, { dispatcher: naive })).body.dump();
  expect(twins.canary.requestCount).toBe(1);
  await Promise.all([naive.close(), twins.canary.close(), twins.good.close()]);
});

test.each([
  ["good first", ["127.0.0.2", "127.0.0.1"]],
  ["bad first", ["127.0.0.1", "127.0.0.2"]],
  ["bad in IPv6", ["127.0.0.2", "::1"]],
  ["bad as a mapped address", ["127.0.0.2", "::ffff:127.0.0.1"]],
])(
  "an answer that mixes good and bad addresses, %s, is refused whole",
  async (_name, addresses) => {
    const twins = await createTwins();
    const client = twins.clientFor(createFakeDns({ "customer.test": addresses }));
    const outcome = await client.post({ url: twins.url, headers: {}, body: "x" });
    expect(outcome).toEqual({ kind: "failed", reason: "blocked", detail: "loopback" });
    expect(twins.good.connectionCount + twins.canary.connectionCount).toBe(0);
    await Promise.all([client.close(), twins.canary.close(), twins.good.close()]);
  },
);

test.each([301, 302, 303, 307, 308])(
  "a redirect to the canary by %i is an answer and nothing more",
  async (status) => {
    const twins = await createTwins();
    const client = twins.clientFor(createFakeDns({ "customer.test": ["127.0.0.2"] }));
    for (let i = 0; i < 20; i++) {
      const location = LOOPBACK_SPELLINGS[i]?.host ?? "127.0.0.1";
      const headers = { location: `http://${encodeURI(location)}:${twins.canary.port}/` };
      twins.good.setAnswer({ kind: "answer", status, headers });
      const outcome = await client.post({ url: twins.url, headers: {}, body: "x" });
      expect(outcome).toEqual({ kind: "refused", status, retryAfterMs: null });
    }
    expect(twins.canary.connectionCount).toBe(0);
    await Promise.all([client.close(), twins.canary.close(), twins.good.close()]);
  },
);
