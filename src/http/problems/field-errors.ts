import type { FastifyError, FastifySchemaValidationError } from "fastify";
import type { z } from "zod";
import { strictest } from "../../domain/rule-words.ts";
import type { FieldError } from "./problem.ts";

const PLACES: Record<string, string> = {
  body: "body",
  querystring: "query",
  params: "path",
  headers: "header",
};

/** As many as a person can use; a hostile body could break a rule ten thousand times. */
export const ERRORS_MAX = 20;

/**
 * The members of a request that break a rule of its schema, each with that rule. What the caller sent is not repeated,
 * except names of members that are not known.
 */
export function fieldErrors(error: FastifyError): FieldError[] {
  const place = PLACES[error.validationContext ?? ""] ?? "request";
  return (error.validation ?? []).flatMap((issue) => errorsOf(issue, place)).slice(0, ERRORS_MAX);
}

const UNKNOWN_FIELD = "is not a known field";

function errorsOf(issue: FastifySchemaValidationError, place: string): FieldError[] {
  const path = issue.instancePath.split("/").filter((step) => step !== "");
  const field = [place, ...path].join(".");
  if (issue.keyword === "unrecognized_keys") {
    const names = Array.isArray(issue.params["keys"]) ? issue.params["keys"] : [];
    return names.map((name) => ({ field: `${field}.${name}`, rule: UNKNOWN_FIELD }));
  }
  return [{ field, rule: issue.message ?? "is not valid" }];
}

/** The same of a part of a request that its route judges by itself, by `ruleWords`. `place` is where the part stands: `body.messages.3`. */
export function zodFieldErrors(error: z.ZodError, place: string): FieldError[] {
  const errors = strictest(error.issues).flatMap((issue) => {
    const field = [place, ...issue.path.map(String)].join(".");
    return issue.code === "unrecognized_keys"
      ? issue.keys.map((name) => ({ field: `${field}.${name}`, rule: UNKNOWN_FIELD }))
      : [{ field, rule: issue.message }];
  });
  return errors.slice(0, ERRORS_MAX);
}
