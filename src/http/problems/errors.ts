import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../../log.ts";
import { InvalidCursorError, StoreUnavailableError } from "../../store/store.ts";
import { fieldErrors } from "./field-errors.ts";
import { ProblemError, sendProblem } from "./problem.ts";
import { tooLarge } from "./too-large.ts";
import type { ProblemCode } from "./problem-catalogue.ts";

/** Fastify's own errors, as this API says them. */
const FRAMEWORK_ERRORS: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "body.too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "body.unsupported_type",
  FST_ERR_MAX_PARAM_LENGTH: "url.too_long",
  FST_ERR_HANDLER_TIMEOUT: "server.timeout",
};

/** Answers every error with a problem document, and logs those that nobody expected. */
export function handleErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    try {
      return answerError(error, { request, reply, log });
    } catch {
      // The log itself can fail: Fastify would answer with the words of the error.
      return sendProblem(reply, "server.error");
    }
  });
}

/** For errors before a route is found: broken percent-encoding, over-long path members. */
export function answerFrameworkError(
  error: FastifyError,
  reply: Pick<FastifyReply, "raw" | "request">,
): void {
  sendProblem(reply, FRAMEWORK_ERRORS[error.code] ?? "request.malformed");
}

function answerError(
  error: FastifyError,
  { request, reply, log }: { request: FastifyRequest; reply: FastifyReply; log: Log },
): FastifyReply {
  if (error instanceof ProblemError) return sendProblem(reply, error.problem, error.facts);
  if (error instanceof StoreUnavailableError) return sendProblem(reply, "store.unavailable");
  if (error instanceof InvalidCursorError) {
    const errors = [{ field: "query.cursor", rule: "must be the cursor of an earlier answer" }];
    return sendProblem(reply, "cursor.invalid", { errors });
  }
  if (error.validation !== undefined) {
    return sendProblem(reply, "request.invalid", { errors: fieldErrors(error) });
  }
  const known = FRAMEWORK_ERRORS[error.code];
  if (known === "body.too_large") {
    return sendProblem(reply, known, tooLarge("body", request.routeOptions.bodyLimit));
  }
  if (known !== undefined) return sendProblem(reply, known);
  const status = error.statusCode ?? 500;
  if (status === 429) return sendProblem(reply, "request.too_many");
  if (status >= 400 && status < 500) return sendProblem(reply, "request.malformed");

  const { method, url: route } = request.routeOptions;
  log.error({ err: error, errorId: request.id, method, route }, "a request failed unexpectedly");
  return sendProblem(reply, "server.error", {
    detail: "It was recorded. Name the instance when you ask about it.",
  });
}
