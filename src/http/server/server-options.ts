import type { FastifyHttpOptions, RawServerDefault } from "fastify";
import type { Ids } from "../../ids.ts";
import { answerFrameworkError } from "../problems/errors.ts";
import { refuseBrokenRequest } from "../problems/broken-request.ts";

const KIB = 1_024;
const SECOND_MS = 1_000;

/** Meta's largest webhook is 3 MB (WhatsApp section 6), above Fastify's default of 1 MiB. */
export const WEBHOOK_BODY_BYTES_MAX = 4 * KIB * KIB;
const BODY_BYTES_MAX = 256 * KIB;
/** Path and query. The longest we ask for is a page with a cursor. */
export const URL_CHARS_MAX = 4 * KIB;

/**
 * After this time a handler of the API is answered for with 503. Not for webhooks: the timer and its abort signal cost one in
 * twenty of them (measured), and WhatsApp hangs up by itself after ten seconds.
 */
export const HANDLER_TIMEOUT_MS = 20 * SECOND_MS;

/**
 * Every limit by name: Fastify's defaults leave most of them off (reliability.md 4.5).
 */
export function serverOptions(options: {
  ids: Ids;
  trustProxy: string | null;
}): FastifyHttpOptions<RawServerDefault> {
  const { ids, trustProxy } = options;
  return {
    // Two lines a webhook are a third of its cost (stack.md 6a); errors are logged by their handler.
    logger: false,
    genReqId: requestIds(ids),
    // A client's own id could be anything, and would stand in our log.
    requestIdHeader: false,
    trustProxy: trustProxy ?? false,

    bodyLimit: BODY_BYTES_MAX,
    // A whole request must have arrived. A connection may be silent a little longer than the slowest handler, or its answer
    // would find nobody.
    requestTimeout: 30 * SECOND_MS,
    connectionTimeout: HANDLER_TIMEOUT_MS + 5 * SECOND_MS,
    // Longer than the 60 s of common proxies, which would otherwise send into a connection that we just closed.
    keepAliveTimeout: 65 * SECOND_MS,
    http: {
      maxHeaderSize: 16 * KIB,
      headersTimeout: 15 * SECOND_MS,
      // How often Node looks for late requests; at its default, 30 s would be up to 60.
      connectionsCheckingInterval: 5 * SECOND_MS,
    },
    forceCloseConnections: "idle",

    routerOptions: { maxParamLength: 1_024, caseSensitive: true, ignoreTrailingSlash: false },
    onProtoPoisoning: "error",
    onConstructorPoisoning: "error",
    frameworkErrors: (error, _request, reply) => answerFrameworkError(error, reply),
    clientErrorHandler: refuseBrokenRequest,
  };
}

/** One random name for this app and a count: as unique as a random name for each request, for a tenth of the cost. */
function requestIds(ids: Ids): () => string {
  const prefix = ids.next("req");
  let count = 0;
  return () => `${prefix}-${(++count).toString(36)}`;
}
