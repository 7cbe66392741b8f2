import type { Dispatcher } from "undici";
import { exchange } from "./exchange.ts";
import type { PostLimits, PostOutcome, PostRequest } from "./post.ts";

/**
 * How one question to an endpoint ended.
 * - `answered`: an answer of 2xx, and its whole body.
 * - `cut`: an answer of 2xx whose body did not come whole: longer than is read, slower than the deadline, or broken off.
 * - everything else as with `post`.
 */
export type AskOutcome =
  | { kind: "answered"; status: number; body: Buffer }
  | { kind: "cut"; status: number }
  | Exclude<PostOutcome, { kind: "delivered" }>;

/** Posts once, like `post`, and brings the answer back. */
export async function ask(
  dispatcher: Dispatcher,
  request: PostRequest,
  limits: PostLimits,
  now: () => number,
): Promise<AskOutcome> {
  const { outcome, body } = await exchange(dispatcher, request, { limits, now, keepsBody: true });
  if (outcome.kind !== "delivered") return outcome;
  const { status } = outcome;
  return body === null ? { kind: "cut", status } : { kind: "answered", status, body };
}
