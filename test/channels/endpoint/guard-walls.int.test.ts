import { once } from "node:events";
import { BlockList, createServer, type AddressInfo, type Server } from "node:net";
import { Agent } from "undici";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createAddressGuard,
  type AddressGuard,
} from "../../../src/channels/endpoint/address-guard.ts";
import { createGuardedConnector } from "../../../src/channels/endpoint/guarded-connector.ts";
import { post } from "../../../src/channels/endpoint/post.ts";
import { createFakeDns } from "../../support/fake-dns.ts";

/*
 * The walls of the connector one by one, with others taken down: each must hold alone, and a guard that errs must not lead inside.
 */

let canary: Server;
let connections: number;
let bytes: number;
beforeEach(async () => {
  [connections, bytes] = [0, 0];
  canary = createServer((socket) => {
    connections += 1;
    socket
      .on("error", () => {})
      .on("data", (chunk) => {
        bytes += chunk.byteLength;
        socket.destroy();
      });
  });
  canary.listen(0, "127.0.0.1");
  await once(canary, "listening");
});
afterEach(() => {
  canary.close();
});

const strict = createAddressGuard({ allow: [] });

async function postPast(guard: AddressGuard, scheme: string, host: string) {
  const lookup = createFakeDns({ "inside.test": ["127.0.0.1"] });
  const { port } = canary.address() as AddressInfo;
  const policy = { guard, allowHttp: true, ports: [port] };
  const agent = new Agent({
    connect: createGuardedConnector({ policy, lookup, connectTimeoutMs: 1_000, ca: undefined }),
    allowH2: false,
  });
  const limits = { totalTimeoutMs: 2_000, answerBytesMax: 1_024 };
  const target = { origin: `${scheme}://${host}:${port}`, path: "/", headers: {}, body: "secret" };
  const outcome = await post(agent, target, limits, () => 0);
  await agent.destroy();
  return outcome;
}

const CASES = ["http", "https"].flatMap((scheme) =>
  ["127.0.0.1", "inside.test"].map((host) => ({ scheme, host })),
);

test.each(CASES)(
  "without the block list the guard alone keeps $host from being connected to over $scheme",
  async ({ scheme, host }) => {
    const alone: AddressGuard = { ...strict, blockList: new BlockList() };
    expect(await postPast(alone, scheme, host)).toEqual({
      kind: "failed",
      reason: "blocked",
      detail: "loopback",
    });
    expect(connections).toBe(0);
  },
);

test.each(CASES)(
  "if the guard takes $host for public, the block list of the socket refuses it over $scheme",
  async ({ scheme, host }) => {
    const blind: AddressGuard = { ...strict, judge: () => ({ kind: "public" }) };
    expect(await postPast(blind, scheme, host)).toEqual({
      kind: "failed",
      reason: "blocked",
      detail: "ERR_IP_BLOCKED",
    });
    expect(connections).toBe(0);
  },
);

test.each(CASES)(
  "if the block list lets $host through too, the connected address is judged before a byte leaves over $scheme",
  async ({ scheme, host }) => {
    let questions = 0;
    const blindAtFirst: AddressGuard = {
      ...strict,
      blockList: new BlockList(),
      judge: (address) => (questions++ === 0 ? { kind: "public" } : strict.judge(address)),
    };
    expect(await postPast(blindAtFirst, scheme, host)).toEqual({
      kind: "failed",
      reason: "blocked",
      detail: "loopback",
    });
    expect({ questions, bytes }).toEqual({ questions: 2, bytes: 0 });
  },
);

test.each(CASES)("with all walls down $host is reached over $scheme", async ({ scheme, host }) => {
  const open: AddressGuard = {
    ...strict,
    blockList: new BlockList(),
    judge: () => ({ kind: "public" }),
  };
  await postPast(open, scheme, host);
  expect(connections).toBe(1);
  expect(bytes).toBeGreaterThan(0);
});
