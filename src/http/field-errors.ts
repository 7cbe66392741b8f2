import type { FastifyError, FastifySchemaValidationError } from "fastify";
import type { FieldError } from "./problem.ts";

const PLACES: Record<string, string> = {
  body: "body",
  querystring: "query",
  params: "path",
  headers: "header",
};

/** As many as a person can use; a hostile body could break a rule ten thousand times. */
const ERRORS_MAX = 20;

/**
 * The members of a request that break a rule of its schema, each with that rule. What the caller sent is not repeated,
 * except names of members that are not known.
 */
export function fieldErrors(error: FastifyError): FieldError[] {
  const place = PLACES[error.validationContext ?? ""] ?? "request";
  return (error.validation ?? []).flatMap((issue) => errorsOf(issue, place)).slice(0, ERRORS_MAX);
}

function errorsOf(issue: FastifySchemaValidationError, place: string): FieldError[] {
  const path = issue.instancePath.split("/").filter((step) => step !== "");
  const field = [place, ...path].join(".");
  if (issue.keyword === "unrecognized_keys") {
    const names = Array.isArray(issue.params["keys"]) ? issue.params["keys"] : [];
    return names.map((name) => ({ field: `${field}.${name}`, rule: "is not a known field" }));
  }
  return [{ field, rule: ruleOf(issue) }];
}

function ruleOf(issue: FastifySchemaValidationError): string {
  const message = issue.message ?? "is not valid";
  return message.endsWith("received undefined") ? "is required" : message;
}
