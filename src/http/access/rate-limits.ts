import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import { createLocalRates, type RateCounter, type RateLimit } from "../../queues/rate-counter.ts";
import { principalOf } from "./auth.ts";
import { sendProblem } from "../problems/problem.ts";

/** Requests a minute; 0: no limit. */
export interface RateLimits {
  perToken: number;
  perWorkspace: number;
  /** Requests of one address that are answered 401. */
  refused: number;
}

export const NO_RATE_LIMITS: RateLimits = { perToken: 0, perWorkspace: 0, refused: 0 };

export interface RateLimitDeps {
  /** Null: only this process counts. */
  rates: RateCounter | null;
  clock: Clock;
  settings: { rateLimits: RateLimits };
}

const WINDOW_MS = 60_000;

/** Whether an answer was sent already, because there were too many requests. */
type Check = (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>;

export interface RateGuards {
  /** Of a request whose principal is known: by token, then by workspace. */
  known: Check;
  /** Of a request that is to be answered 401: by address, which is the proxy's client only where the proxy is trusted. */
  refused: Check;
}

/**
 * Limits of the routes behind a token (reliability.md 4.3). Tokens and workspaces are counted over all processes, in one look at Redis; addresses in
 * each for itself, so that none stands there. A request above its token's limit does not count for its workspace. What the other side's network
 * says of itself changes nothing: a token is a token, from whatever address.
 */
export function createRateGuards({
  rates,
  clock,
  settings: { rateLimits },
}: RateLimitDeps): RateGuards {
  const local = createLocalRates({ clock });
  const { perToken, perWorkspace, refused } = rateLimits;

  return {
    known(request, reply) {
      const { workspaceId, tokenId } = principalOf(request);
      const limits = [
        { key: `token:${workspaceId}:${tokenId}`, max: perToken },
        { key: `workspace:${workspaceId}`, max: perWorkspace },
      ];
      return isTooMany(rates ?? local, limits, reply);
    },
    refused: (request, reply) =>
      isTooMany(local, [{ key: `address:${request.ip}`, max: refused }], reply),
  };
}

/** Whether one of the limits, 0 for none, is exceeded by one more; then the answer has been sent. */
export async function isTooMany(
  counter: RateCounter,
  limits: readonly RateLimit[],
  reply: FastifyReply,
): Promise<boolean> {
  const limited = limits.filter(({ max }) => max > 0);
  if (limited.length === 0) return false;
  const counts = await counter.hit(limited, WINDOW_MS);
  const at = counts.findIndex(({ count }, index) => count > (limited[index]?.max ?? 0));
  const [limit, rate] = [limited[at], counts[at]];
  if (limit === undefined || rate === undefined) return false;
  void sendProblem(reply, "request.too_many", {
    detail: `At most ${limit.max} a minute.`,
    retryAfterSeconds: Math.max(1, Math.ceil(rate.resetsInMs / 1_000)),
  });
  return true;
}
