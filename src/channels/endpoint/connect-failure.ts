import { errors } from "undici";

/**
 * Why a request got no answer.
 * - `blocked`: our guard refused the URL or an address, and nothing was sent.
 * - `dns`: the host name has no address.
 * - `connect`: no TCP connection: refused, unreachable, or none in time.
 * - `tls`: no trusted TLS session: bad certificate, handshake broken off or not done in time.
 * - `timeout`: connected, but no answer in time.
 * - `reset`: the connection broke before an answer.
 * - `protocol`: something other than an HTTP answer came.
 */
export type FailureReason =
  | "blocked"
  | "dns"
  | "connect"
  | "tls"
  | "timeout"
  | "reset"
  | "protocol";

/** `detail` is one word from a closed vocabulary (an error code, an address range), never a host, address or path: it may be logged. */
export interface Failure {
  reason: FailureReason;
  detail: string;
}

/** An error of the phase before a connection stands. The connector makes it, because only the connector knows the phase. */
export class ConnectFailure extends Error {
  override readonly name = "ConnectFailure";
  /** Must not be undici's UND_ERR_INFO or UND_ERR_SOCKET: after those the pool would connect again instead of failing the request. */
  readonly code = "ERR_ENDPOINT_CONNECT";
  readonly failure: Failure;

  constructor(reason: FailureReason, detail: string, cause?: unknown) {
    super(`${reason}: ${detail}`, { cause });
    this.failure = { reason, detail };
  }
}

/** Shortage on our side; must not count against the endpoint. */
const LOCAL_SHORTAGE = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRNOTAVAIL"]);

/**
 * Wraps an error of a connection attempt. An error that is already a `ConnectFailure` (from the checked look-up) stays as it is, and so
 * does a shortage of our own, which `failureOf` then leaves unexplained.
 */
export function connectFailureOf(error: Error, phase: "connect" | "tls"): Error {
  if (error instanceof ConnectFailure) return error;
  const code = codeOf(error);
  if (LOCAL_SHORTAGE.has(code)) return error;
  return new ConnectFailure(code === "ERR_IP_BLOCKED" ? "blocked" : phase, code, error);
}

/**
 * Explains the error that ended a request, or null when it is none of the endpoint's doing (a shortage of ours, a closed
 * client, a defect): the caller must then throw it.
 */
export function failureOf(error: Error): Failure | null {
  if (error instanceof ConnectFailure) return error.failure;
  const detail = codeOf(error);
  if (error instanceof errors.SocketError) {
    // undici says so when a stray or unasked-for answer comes, for example 101 or 100.
    const isProtocol = error.message === "bad response" || error.message === "bad upgrade";
    return { reason: isProtocol ? "protocol" : "reset", detail };
  }
  if (detail === "ECONNRESET" || detail === "EPIPE" || detail === "ETIMEDOUT") {
    return { reason: "reset", detail };
  }
  if (
    error instanceof errors.HTTPParserError ||
    error instanceof errors.HeadersOverflowError ||
    error instanceof errors.ResponseContentLengthMismatchError
  ) {
    return { reason: "protocol", detail };
  }
  // A TLS 1.3 server refuses us only after the session stands.
  return detail.startsWith("ERR_SSL_") ? { reason: "tls", detail } : null;
}

/** The error's code; for the bundle that Node throws when all addresses failed, the code of the last. */
function codeOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && code !== "") return code;
  const last = error instanceof AggregateError ? (error.errors.at(-1) as unknown) : undefined;
  return last instanceof Error ? codeOf(last) : "unknown";
}
