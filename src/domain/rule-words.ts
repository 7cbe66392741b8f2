import type { z } from "zod";

type Issue = z.core.$ZodRawIssue;

/** What schemas expect, as people call it. */
const TYPES: Record<string, string> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "an array",
  object: "an object",
  record: "an object",
};

const FORMATS: Record<string, string> = {
  datetime: "a time in ISO 8601 with its zone, such as 2026-11-22T21:48:00Z",
  date: "a date, such as 2026-11-22",
  email: "an e-mail address",
  url: "an absolute URL",
};

/**
 * The rule that a request breaks, in the words of all rules here: they go on with the name of the field, "body.text must not be empty". For
 * whatever a schema does not word by itself; zod's own words name its types and operators.
 */
export function ruleWords(issue: Issue): string {
  const { code, input, path = [] } = issue;
  if (input === undefined || (input === null && path.length === 0)) return "is required";
  switch (code) {
    case "invalid_type":
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return oneOf(issue.values);
    case "too_small":
      return least(issue);
    case "too_big":
      return most(issue);
    case "invalid_format":
      return `must be ${FORMATS[issue.format] ?? "in the form that the documentation shows"}`;
    case "invalid_union":
      return unionWords(issue);
    case "invalid_key": {
      const rule = issue.issues[0]?.message;
      return rule ? `cannot have this name, which ${rule}` : "cannot have this name";
    }
    default:
      return "is not valid";
  }
}

function oneOf(values: readonly unknown[]): string {
  const words = values.map(String).join(", ");
  return values.length === 1 ? `must be ${words}` : `must be one of ${words}`;
}

const UNITS: Record<string, string> = { string: "character", array: "item" };

function least({ origin, minimum, inclusive }: Extract<Issue, { code: "too_small" }>): string {
  const unit = UNITS[origin];
  if (unit === undefined) {
    return inclusive === false ? `must be more than ${minimum}` : `must be ${minimum} or more`;
  }
  return Number(minimum) === 1
    ? "must not be empty"
    : `must have at least ${counted(minimum, unit)}`;
}

function most({ origin, maximum, inclusive }: Extract<Issue, { code: "too_big" }>): string {
  const unit = UNITS[origin];
  if (unit !== undefined) return `must have at most ${counted(maximum, unit)}`;
  return inclusive === false ? `must be less than ${maximum}` : `must be ${maximum} or less`;
}

function counted(count: number | bigint, unit: string): string {
  return `${count} ${unit}${Number(count) === 1 ? "" : "s"}`;
}

/** Of a union that is told by one member the values of that member; of any other what each of its options says of the whole. */
function unionWords(issue: Extract<Issue, { code: "invalid_union" }>): string {
  if (Array.isArray(issue.options)) return oneOf(issue.options);
  const rules = issue.errors.flat().filter(({ path }) => path.length === 0);
  const words = [...new Set(rules.map(({ message }) => message))];
  return words.length === 0 ? "is not valid" : words.join(", or ");
}

/**
 * The rules that are broken, without those that a stricter one of the same member says already: of two upper limits the lower, which a type
 * of its own and the place it stands in may set both. Each is looked at twice: one body can break tens of thousands.
 */
export function strictest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const limits = new Map<string, number | bigint>();
  for (const issue of issues) {
    const limit = limitOf(issue);
    if (limit === null) continue;
    const known = limits.get(limit.of);
    if (known === undefined || limit.isStricter(limit.at, known)) limits.set(limit.of, limit.at);
  }
  return issues.filter((issue) => {
    const limit = limitOf(issue);
    return limit === null || !limit.isStricter(limits.get(limit.of) ?? limit.at, limit.at);
  });
}

interface Limit {
  /** Which end of which member. */
  of: string;
  at: number | bigint;
  isStricter: (one: number | bigint, other: number | bigint) => boolean;
}

function limitOf(issue: z.core.$ZodIssue): Limit | null {
  const { code } = issue;
  if (code !== "too_big" && code !== "too_small") return null;
  const of = `${code} ${issue.path.join("/")}`;
  return code === "too_big"
    ? { of, at: issue.maximum, isStricter: (one, other) => one < other }
    : { of, at: issue.minimum, isStricter: (one, other) => one > other };
}

/** How a schema is asked so that it answers in these words. */
export const WORDED = { error: ruleWords } satisfies z.core.ParseContext<z.core.$ZodIssue>;
