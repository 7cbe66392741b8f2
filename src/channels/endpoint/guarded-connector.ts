import { isIP, type Socket } from "node:net";
import { buildConnector } from "undici";
import { createCheckedLookup, type LookupAll } from "./checked-lookup.ts";
import { ConnectFailure, connectFailureOf } from "./connect-failure.ts";
import { ruleBrokenAt, type EndpointTarget, type EndpointUrlPolicy } from "./endpoint-url.ts";

export interface GuardedConnectorOptions {
  policy: EndpointUrlPolicy;
  lookup: LookupAll;
  /** For the TCP connection, name resolution included, and once more for the TLS handshake. */
  connectTimeoutMs: number;
  /** Trusted certificates (PEM); undefined for Node's own. */
  ca: readonly string[] | undefined;
}

/**
 * undici's connector behind four walls (reliability.md 4.4; with a checked look-up alone 16 of 28 spellings of loopback got
 * through, because a literal address is never looked up):
 * 1. a literal address is judged,
 * 2. all addresses of a name are judged, and only those can be connected to,
 * 3. Node's own block list stands in the socket,
 * 4. the address that the connection really has is judged before a byte is sent.
 *
 * TLS is started on the connected TCP socket and not by `tls.connect({ host })`, which ignores `blockList` without a word
 * (tried on Node 24.21) and would have sent its greeting before the fourth wall.
 */
export function createGuardedConnector(options: GuardedConnectorOptions): buildConnector.connector {
  const { policy, lookup, connectTimeoutMs, ca } = options;
  const startTls = buildConnector({
    allowH2: false,
    timeout: connectTimeoutMs,
    ...(ca === undefined ? {} : { ca: [...ca] }),
  });

  return (request, callback) => {
    const isSecure = request.protocol === "https:";
    const port = request.port === "" ? (isSecure ? 443 : 80) : Number(request.port);
    const refusal = (address: string) => refusalOf(address, { isSecure, port }, policy);
    const fail = (error: Error) => callback(error, null);

    const literalRefusal = isIP(request.hostname) === 0 ? null : refusal(request.hostname);
    if (literalRefusal !== null) {
      // Never within the call: undici's client is in the middle of its own book-keeping.
      return queueMicrotask(() => fail(new ConnectFailure("blocked", literalRefusal)));
    }
    const connectTcp = buildConnector({
      blockList: policy.guard.blockList,
      lookup: createCheckedLookup(lookup, refusal),
      timeout: connectTimeoutMs,
    });
    const tcp = { hostname: request.hostname, protocol: "http:", port: String(port) };
    connectTcp(tcp, (error, socket) => {
      if (error !== null) return fail(connectFailureOf(error, "connect"));
      const { remoteAddress } = socket;
      // A peer that hung up already has no address any more; that is not the guard's doing.
      if (remoteAddress === undefined) {
        socket.destroy();
        return fail(new ConnectFailure("connect", "ENOTCONN"));
      }
      const peerRefusal = refusal(remoteAddress);
      if (peerRefusal !== null) {
        socket.destroy();
        return fail(new ConnectFailure("blocked", peerRefusal));
      }
      if (!isSecure) return callback(null, socket);
      startTls({ ...request, httpSocket: socket as Socket }, (tlsError, tlsSocket) => {
        if (tlsError === null) return callback(null, tlsSocket);
        socket.destroy();
        fail(connectFailureOf(tlsError, "tls"));
      });
    });
  };
}

/** Why an address may not be connected to in this way: its range, or the broken rule; null when it may. */
function refusalOf(
  address: string,
  target: Pick<EndpointTarget, "isSecure" | "port">,
  policy: EndpointUrlPolicy,
): string | null {
  const verdict = policy.guard.judge(address);
  const brokenRule = ruleBrokenAt(verdict, target, policy);
  return brokenRule !== null && verdict.kind === "denied" ? verdict.range : brokenRule;
}
