import type { FastifyReply } from "fastify";
import { PROBLEMS, type ProblemCode, type ProblemKind } from "./problem-catalogue.ts";

export const PROBLEM_TYPE = "application/problem+json";

/** Seconds after which a client may try again when we are busy or the store is away. */
const RETRY_AFTER_SECONDS = 2;

/** A member that is not known may have a name as long as the whole body; nobody needs it back. */
const FIELD_CHARS_MAX = 200;

/** A member of the request that breaks a rule. `field` is dotted and says where: `body.settings.windowMs`. */
export interface FieldError {
  field: string;
  rule: string;
}

/** What one answer says beyond its kind. Never an error's own words: they may quote secrets or what people wrote. */
export interface ProblemFacts {
  detail?: string;
  errors?: readonly FieldError[];
  /** Of 429 and 503, when it is known; a moment otherwise. */
  retryAfterSeconds?: number;
  /** Further members of the document, part of the contract of the route. */
  extra?: Readonly<Record<string, unknown>>;
}

/** RFC 9457. `instance` names the request, as the log does. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail?: string;
  errors?: readonly FieldError[];
  instance: string;
}

export function problemDocument(
  code: ProblemCode,
  requestId: string,
  { detail, errors = errorsOf(code), extra }: ProblemFacts = {},
): ProblemDocument {
  const { status, title } = PROBLEMS[code];
  return {
    type: `urn:ventana:problem:${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors: errors.map(shortened) }),
    ...extra,
    instance: `urn:ventana:request:${requestId}`,
  };
}

function errorsOf(code: ProblemCode): readonly FieldError[] | undefined {
  const { error }: ProblemKind = PROBLEMS[code];
  return error && [error];
}

function shortened(error: FieldError): FieldError {
  const { field } = error;
  if (field.length <= FIELD_CHARS_MAX) return error;
  return { ...error, field: `${field.slice(0, FIELD_CHARS_MAX)}...` };
}

/** Answers with a problem: status, headers and document. Written as text, so no route's own schema can stand in its way. */
export function sendProblem(
  reply: Pick<FastifyReply, "raw" | "request">,
  code: ProblemCode,
  facts: ProblemFacts = {},
): FastifyReply {
  // Replies are generic over their route; a problem fits them all.
  const answer = reply as FastifyReply;
  const document = problemDocument(code, answer.request.id, facts);
  answer.code(document.status).type(PROBLEM_TYPE).header("x-content-type-options", "nosniff");
  if (code.startsWith("auth.") && document.status === 401) {
    answer.header("www-authenticate", 'Bearer realm="ventana"');
  }
  if (document.status === 503 || document.status === 429) {
    answer.header("retry-after", String(facts.retryAfterSeconds ?? RETRY_AFTER_SECONDS));
  }
  return answer.send(JSON.stringify(document));
}

/** Thrown where there is no reply to send with: while a body is being parsed. */
export class ProblemError extends Error {
  readonly problem: ProblemCode;
  readonly facts: ProblemFacts;

  constructor(problem: ProblemCode, facts: ProblemFacts = {}) {
    super(problem);
    this.name = "ProblemError";
    this.problem = problem;
    this.facts = facts;
  }
}
