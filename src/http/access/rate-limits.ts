import rateLimit, { type FastifyRateLimitStore } from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import { createLocalRates, type Rate, type RateCounter } from "../../queues/rate-counter.ts";
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
 * Limits of the routes that are registered in this scope (reliability.md 4.3). Tokens and workspaces are counted over all processes; addresses in
 * each for itself, so that none stands in Redis. What the other side's network says of itself changes nothing: a token is a token, from
 * whatever address.
 */
export async function createRateGuards(
  scope: FastifyInstance,
  { rates, clock, settings: { rateLimits } }: RateLimitDeps,
): Promise<RateGuards> {
  const local = createLocalRates({ clock });
  await scope.register(rateLimit, { global: false, store: storeOn(rates ?? local) });
  const byToken = limiter(scope, rateLimits.perToken, (request) => {
    const { workspaceId, tokenId } = principalOf(request);
    return `token:${workspaceId}:${tokenId}`;
  });
  const byWorkspace = limiter(scope, rateLimits.perWorkspace, (request) => {
    return `workspace:${principalOf(request).workspaceId}`;
  });
  const { refused } = rateLimits;
  return {
    known: async (request, reply) =>
      (await byToken(request, reply)) || (await byWorkspace(request, reply)),
    async refused(request, reply) {
      if (refused === 0) return false;
      const { count, resetsInMs } = await local.hit(`address:${request.ip}`, WINDOW_MS);
      if (count <= refused) return false;
      refuse(reply, { max: refused, resetsInSeconds: Math.ceil(resetsInMs / 1_000) });
      return true;
    },
  };
}

function limiter(
  scope: FastifyInstance,
  max: number,
  keyGenerator: (request: FastifyRequest) => string,
): Check {
  if (max === 0) return () => Promise.resolve(false);
  const count = scope.createRateLimit({ max, timeWindow: WINDOW_MS, keyGenerator });
  return async (request, reply) => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return false;
    refuse(reply, { max, resetsInSeconds: counted.ttlInSeconds });
    return true;
  };
}

function refuse(reply: FastifyReply, limit: { max: number; resetsInSeconds: number }): void {
  const { max, resetsInSeconds } = limit;
  void sendProblem(reply, "request.too_many", {
    detail: `At most ${max} a minute.`,
    retryAfterSeconds: Math.max(1, resetsInSeconds),
  });
}

type Counted = Parameters<FastifyRateLimitStore["incr"]>[1];

async function tell(counted: Promise<Rate>, done: Counted): Promise<void> {
  const { count, resetsInMs } = await counted;
  done(null, { current: count, ttl: resetsInMs });
}

/** The plugin's store over our counter. All its limiters share one: their keys tell them apart. */
function storeOn(rates: RateCounter): new () => FastifyRateLimitStore {
  return class Store implements FastifyRateLimitStore {
    incr(key: string, done: Counted, windowMs: number): void {
      void tell(rates.hit(key, windowMs), done);
    }

    child(): FastifyRateLimitStore {
      return this;
    }
  };
}
