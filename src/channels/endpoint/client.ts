import { lookup as systemLookup } from "node:dns";
import { getCACertificates } from "node:tls";
import { Agent } from "undici";
import { ask, type AskOutcome } from "./ask.ts";
import { createAddressGuard } from "./address-guard.ts";
import type { LookupAll } from "./checked-lookup.ts";
import {
  checkEndpointUrl,
  parseEndpointUrl,
  type EndpointUrlCheck,
  type EndpointUrlPolicy,
} from "./endpoint-url.ts";
import { createGuardedConnector } from "./guarded-connector.ts";
import { post, type PostLimits, type PostOutcome, type PostRequest } from "./post.ts";
import { proveGuard, type SelfTestResult } from "./self-test.ts";

export interface EndpointClientOptions {
  /** Networks that may be reached although they are not public, with http and on any port (`127.0.0.0/8`). Default none. */
  allow?: readonly string[];
  /** Plain http to public addresses too. Default false. */
  allowHttp?: boolean;
  /** Ports besides 443 (and 80 with `allowHttp`). Default none. */
  ports?: readonly number[];
  timeouts?: {
    /** TCP connection with name resolution, and again the TLS handshake. Default 3,000. */
    connectMs?: number;
    /** The whole request, waiting for a free connection included. Default 15,000. */
    totalMs?: number;
  };
  /** Of each answer at most this much is read, and dropped. Default 64 KiB. */
  answerBytesMax?: number;
  /** Connections to one origin at a time; further requests wait. Default 50. */
  connectionsPerOrigin?: number;
  /** Certificates (PEM) trusted besides Node's own, for self-hosters with an authority of their own. */
  extraCa?: readonly string[];
  /** Default `dns.lookup`. */
  lookup?: LookupAll;
  /** Clock for `Retry-After` dates, epoch milliseconds. */
  now?: () => number;
}

/** What is posted to an endpoint. */
export interface EndpointRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array;
}

/** Posts webhooks to customers' endpoints, and to nothing else. One per process; keeps connections alive. */
export interface EndpointClient {
  /** Posts once and never retries. Rejects only for defects and shortages of ours (see `post`). */
  post(request: EndpointRequest): Promise<PostOutcome>;
  /** The same, and brings back the answer, `answerBytesMax` of it at most. */
  ask(request: EndpointRequest): Promise<AskOutcome>;
  /** The check when an endpoint is saved; `post` repeats it, and judges each connection besides. */
  checkUrl(url: string): Promise<EndpointUrlCheck>;
  /** Proves on a real socket that loopback cannot be reached. Run it at start-up and refuse to start when it says `open`. */
  selfTest(): Promise<SelfTestResult>;
  /** Waits for the requests under way, each bounded by its deadline, then closes all connections. Further posts reject. */
  close(): Promise<void>;
}

type Blocked = { kind: "failed"; reason: "blocked"; detail: string };

/** URLs parsed before; workspaces post to the same few over and over. Emptied when full. */
const PARSED_URLS_MAX = 1_000;

/**
 * Builds the client.
 * @throws RangeError when an entry of `allow` is malformed.
 */
export function createEndpointClient(options: EndpointClientOptions = {}): EndpointClient {
  const policy: EndpointUrlPolicy = {
    guard: createAddressGuard({ allow: options.allow ?? [] }),
    allowHttp: options.allowHttp ?? false,
    ports: options.ports ?? [],
  };
  const limits: PostLimits = {
    totalTimeoutMs: options.timeouts?.totalMs ?? 15_000,
    answerBytesMax: options.answerBytesMax ?? 64 * 1024,
  };
  const lookup = options.lookup ?? systemLookup;
  const now = options.now ?? Date.now;
  const openAgent = (agentPolicy: EndpointUrlPolicy) => createAgent(agentPolicy, lookup, options);
  const agent = openAgent(policy);
  const parsed = new Map<string, EndpointUrlCheck>();

  const parse = (url: string): EndpointUrlCheck => {
    const known = parsed.get(url);
    if (known !== undefined) return known;
    const check = parseEndpointUrl(url, policy);
    if (parsed.size >= PARSED_URLS_MAX) parsed.clear();
    parsed.set(url, check);
    return check;
  };

  /** By `post` or `ask`, unless the URL is one that may not be posted to. */
  async function carry<Outcome>(
    { url, headers, body }: EndpointRequest,
    by: (
      dispatcher: Agent,
      request: PostRequest,
      terms: PostLimits,
      clock: () => number,
    ) => Promise<Outcome>,
  ): Promise<Outcome | Blocked> {
    const check = parse(url);
    if (check.kind === "rejected") return { kind: "failed", reason: "blocked", detail: check.rule };
    const { origin, path } = check.target;
    return by(agent, { origin, path, headers, body }, limits, now);
  }

  return {
    post: (request) => carry(request, post),
    ask: (request) => carry(request, ask),
    checkUrl: (url) => checkEndpointUrl(url, policy, lookup),
    selfTest: () => proveGuard({ agent, policy, openAgent, limits }),
    close: () => agent.close(),
  };
}

function createAgent(
  policy: EndpointUrlPolicy,
  lookup: LookupAll,
  options: EndpointClientOptions,
): Agent {
  const { extraCa, timeouts } = options;
  const ca = extraCa === undefined ? undefined : [...getCACertificates("default"), ...extraCa];
  return new Agent({
    connect: createGuardedConnector({
      policy,
      lookup,
      connectTimeoutMs: timeouts?.connectMs ?? 3_000,
      ca,
    }),
    connections: options.connectionsPerOrigin ?? 50,
    pipelining: 1,
    // With HTTP/2 one connection would carry a hundred requests at once, past the limit above.
    allowH2: false,
    // The deadline of `post` covers the whole request; undici's own timers are too coarse and restart with each byte.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 16 * 1024,
  });
}
