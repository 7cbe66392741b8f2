import type { FastifyReply, FastifyRequest } from "fastify";
import type { Flow } from "../../domain/automation/flow.ts";
import { createLocalRates } from "../../queues/rate-counter.ts";
import { isTooMany, type RateLimitDeps } from "./rate-limits.ts";

/** Where the operator has switched the limits of tokens off, so many calls a minute of one address, and of one flow, are still enough. */
const CALLS_MAX = 600;

/** Each says whether an answer was sent already, because there were too many calls. */
export interface HookGuards {
  /** Of any call, before its secret is looked at: whoever guesses is slowed down. By address, in each process for itself. */
  any: (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>;
  /** Of a call whose flow is known: by flow, which a tool that runs wild calls, then by workspace; over all processes, in one look at Redis. */
  known: (flow: Pick<Flow, "workspaceId" | "id">, reply: FastifyReply) => Promise<boolean>;
}

/**
 * Limits of calls from outside that start flows. They need no token, so a flow may be called as often as a token may ask, and the flows of a workspace as
 * often as it may altogether. They are counted apart from the requests of people and programs with a token: neither shuts the other out.
 */
export function createHookGuards({
  rates,
  clock,
  settings: { rateLimits },
}: RateLimitDeps): HookGuards {
  const local = createLocalRates({ clock });
  const max = rateLimits.perToken === 0 ? CALLS_MAX : rateLimits.perToken;
  return {
    any: (request, reply) => isTooMany(local, [{ key: `hook-address:${request.ip}`, max }], reply),
    known({ workspaceId, id }, reply) {
      const limits = [
        { key: `hook:${workspaceId}:${id}`, max },
        { key: `hooks:${workspaceId}`, max: rateLimits.perWorkspace },
      ];
      return isTooMany(rates ?? local, limits, reply);
    },
  };
}
