import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import type { Agent } from "undici";
import { createAddressGuard } from "./address-guard.ts";
import type { EndpointUrlPolicy } from "./endpoint-url.ts";
import { post, type PostLimits } from "./post.ts";

/**
 * - `guarded`: every attempt was refused by the guard and nothing reached the canary.
 * - `open`: `host` was not refused as it must be; `saw` is the outcome that came instead, or `reached`.
 */
export type SelfTestResult =
  | { kind: "guarded"; attempts: number }
  | { kind: "open"; host: string; saw: string };

export interface GuardProof {
  /** The agent that customers' requests go through. */
  agent: Agent;
  policy: EndpointUrlPolicy;
  /** Makes a like agent with another policy. */
  openAgent: (policy: EndpointUrlPolicy) => Agent;
  limits: PostLimits;
}

/** An address, one that Node unwraps, and a name that is looked up: the connector treats each in its own way. */
const HOSTS = ["127.0.0.1", "[::ffff:127.0.0.1]", "[::1]", "localhost"];
const LOOPBACK = ["127.0.0.1", "::1"];

/**
 * Listens on loopback and tries to post there, past the check of the URL, so that only the connector can refuse. Needed because
 * runtimes and tracers have silently dropped a custom dispatcher before (reliability.md 4.4): then all guards would be off and
 * nothing would show it. Where loopback is on the allow-list, a like agent with an empty list is tried in place of the real one.
 */
export async function proveGuard(proof: GuardProof): Promise<SelfTestResult> {
  const { policy, limits } = proof;
  const isListed = LOOPBACK.some((address) => policy.guard.judge(address).kind === "listed");
  const strictPolicy = { ...policy, guard: createAddressGuard({ allow: [] }) };
  const agent = isListed ? proof.openAgent(strictPolicy) : proof.agent;
  let reached = 0;
  const canary = createServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  try {
    const port = await listen(canary);
    for (const host of HOSTS) {
      const saw = await attempt(agent, `http://${host}:${port}`, limits);
      if (reached > 0) return { kind: "open", host, saw: "reached" };
      // A name that this machine does not know proves nothing, and is no hole either.
      if (saw !== "blocked" && !(host === "localhost" && saw === "dns")) {
        return { kind: "open", host, saw };
      }
    }
    return { kind: "guarded", attempts: HOSTS.length };
  } finally {
    canary.close();
    if (isListed) await agent.close();
  }
}

async function attempt(agent: Agent, origin: string, limits: PostLimits): Promise<string> {
  const outcome = await post(agent, { origin, path: "/", headers: {}, body: "" }, limits, () => 0);
  return outcome.kind === "failed" ? outcome.reason : outcome.kind;
}

/** Takes IPv6 too where the machine has it; on one without, only IPv4. */
async function listen(server: Server): Promise<number> {
  try {
    server.listen(0, "::");
    await once(server, "listening");
  } catch {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  return (server.address() as AddressInfo).port;
}
