import fc from "fast-check";
import { Agent, request } from "undici";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createAddressGuard } from "../../../src/channels/endpoint/address-guard.ts";
import { createEndpointClient } from "../../../src/channels/endpoint/client.ts";
import { createGuardedConnector } from "../../../src/channels/endpoint/guarded-connector.ts";
import { post } from "../../../src/channels/endpoint/post.ts";
import { createFakeDns } from "../../support/fake-dns.ts";
import { createReceiver, type Receiver } from "../../support/receiver.ts";
import { anyLoopbackHost, LOOPBACK_NAMES, LOOPBACK_SPELLINGS } from "./loopback-spellings.ts";
import { createUnguardedAgent } from "./unguarded-agent.ts";

/** How many spellings are generated (reliability.md 4.4); a tenth in the normal run. */
const GENERATED = process.env["VENTANA_FULL"] === "1" ? 10_000 : 1_000;
const LIMITS = { totalTimeoutMs: 5_000, answerBytesMax: 1_024 };
const dns = createFakeDns(LOOPBACK_NAMES);

let canary: Receiver;
beforeEach(async () => {
  canary = await createReceiver({ host: "::", record: false });
});
afterEach(() => canary.close());

const urlOf = (host: string) => `http://${host}:${canary.port}/`;

/** Everything is open but the addresses: http and the canary's port are permitted, so that nothing hides a hole in the guard. */
const openClient = () =>
  createEndpointClient({ allowHttp: true, ports: [canary.port], lookup: dns });

/** The connector alone, without any check of the URL before it. */
const openAgent = () =>
  new Agent({
    connect: createGuardedConnector({
      policy: {
        guard: createAddressGuard({ allow: [] }),
        allowHttp: true,
        ports: [canary.port],
      },
      lookup: dns,
      connectTimeoutMs: 1_000,
      ca: undefined,
    }),
    allowH2: false,
  });

/** Whether a post to the host gets through when nobody guards. */
async function reaches(agent: Agent, host: string): Promise<boolean> {
  const url = URL.parse(urlOf(host));
  if (url === null) return false;
  try {
    const options = { dispatcher: agent, method: "POST", body: "x" } as const;
    await (await request(url.origin, options)).body.dump();
    return true;
  } catch {
    return false;
  }
}

test("none of the 28 spellings of loopback gets past the client", async () => {
  const client = openClient();
  expect(LOOPBACK_SPELLINGS).toHaveLength(28);
  for (const { host } of LOOPBACK_SPELLINGS) {
    const outcome = await client.post({ url: urlOf(host), headers: {}, body: "x" });
    expect({ host, ...outcome }).toMatchObject({ host, kind: "failed", reason: "blocked" });
  }
  expect(canary.connectionCount).toBe(0);
  await client.close();
});

test("none of them gets past the connector alone, for whoever skips the check of the URL", async () => {
  const agent = openAgent();
  for (const { host } of LOOPBACK_SPELLINGS) {
    const target = { origin: new URL(urlOf(host)).origin, path: "/", headers: {}, body: "x" };
    const outcome = await post(agent, target, LIMITS, () => 0);
    expect({ host, ...outcome }).toMatchObject({ host, kind: "failed", reason: "blocked" });
  }
  expect(canary.connectionCount).toBe(0);
  await agent.close();
});

test("without a guard they reach the canary, so the tests above bite", async () => {
  const agent = createUnguardedAgent(dns);
  for (const { host, isReachable } of LOOPBACK_SPELLINGS.filter((each) => each.isReachable)) {
    expect({ host, isReachable: await reaches(agent, host) }).toEqual({ host, isReachable });
  }
  expect(canary.requestCount).toBe(25);
  await agent.close();
});

test(`none of ${GENERATED} generated spellings gets past the client or the connector`, async () => {
  const client = openClient();
  const agent = openAgent();
  await fc.assert(
    fc.asyncProperty(anyLoopbackHost(), async (host) => {
      const url = urlOf(host);
      expect(await client.post({ url, headers: {}, body: "x" })).toMatchObject({
        reason: "blocked",
      });
      const target = { origin: new URL(url).origin, path: "/", headers: {}, body: "x" };
      expect(await post(agent, target, LIMITS, () => 0)).toMatchObject({ reason: "blocked" });
    }),
    { numRuns: GENERATED },
  );
  expect(canary.connectionCount).toBe(0);
  await client.close();
  await agent.close();
});

test("without a guard the generated spellings reach the canary", async () => {
  const agent = createUnguardedAgent(dns);
  const hosts = fc.sample(anyLoopbackHost(), 200);
  for (const host of hosts) {
    expect({ host, isReached: await reaches(agent, host) }).toEqual({ host, isReached: true });
  }
  expect(canary.requestCount).toBe(200);
  await agent.close();
});
