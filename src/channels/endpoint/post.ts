import type { Dispatcher } from "undici";
import type { Failure } from "./connect-failure.ts";
import { exchange } from "./exchange.ts";

/**
 * How one request to an endpoint ended.
 * - `delivered`: an answer of 2xx. Its status decides; what became of the body does not matter.
 * - `refused`: any other answer, redirects included; they are never followed.
 * - `gone`: an answer of 410: the endpoint wants nothing any more.
 * - `failed`: no answer; `reason` says why.
 */
export type PostOutcome =
  | { kind: "delivered"; status: number }
  /** `retryAfterMs`: what the endpoint asks us to wait, not yet capped; null when it says nothing. */
  | { kind: "refused"; status: number; retryAfterMs: number | null }
  | { kind: "gone" }
  | ({ kind: "failed" } & Failure);

export interface PostRequest {
  origin: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array;
}

export interface PostLimits {
  /** From the call to the end of the answer, waiting for a free connection included. */
  totalTimeoutMs: number;
  /** As much of the answer is read, so that the connection can be used again; if more comes, it is cut. */
  answerBytesMax: number;
}

/**
 * Posts once. Resolves with the outcome; rejects only for what is not the endpoint's doing: a closed client, a header that cannot
 * be sent, no file descriptors left.
 */
export async function post(
  dispatcher: Dispatcher,
  request: PostRequest,
  limits: PostLimits,
  now: () => number,
): Promise<PostOutcome> {
  const { outcome } = await exchange(dispatcher, request, { limits, now, keepsBody: false });
  return outcome;
}
