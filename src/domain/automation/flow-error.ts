import type { z } from "zod";
import { ruleWords, strictest } from "../rule-words.ts";

/** What in a definition breaks which rule. The field names the step by its place and its id: `steps[3] (ask_city).onTimeout`. */
export interface FlowError {
  field: string;
  rule: string;
}

/** Names the places of a definition, also of one that is broken. */
export function placeNamer(steps: readonly unknown[]): (path: readonly PropertyKey[]) => string {
  return ([first, ...rest]) => {
    if (first === undefined) return "definition";
    if (first !== "steps" || typeof rest[0] !== "number") return joined(String(first), rest);
    const [at, ...inside] = rest;
    const id = idOf(steps[at]);
    return joined(`steps[${at}]${id === null ? "" : ` (${id})`}`, inside);
  };
}

/** The id of a step that may be anything; null when it has none that could be one. */
export function idOf(step: unknown): string | null {
  if (typeof step !== "object" || step === null || !("id" in step)) return null;
  return typeof step.id === "string" && /^[\w-]{1,64}$/.test(step.id) ? step.id : null;
}

function joined(start: string, path: readonly PropertyKey[]): string {
  const rest = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return (start + rest.join("")).replace(/^\./, "");
}

type Issue = z.core.$ZodIssue;

/** The rules that zod found broken, one error for each. `at`: where the value that was checked stands. */
export function errorsOf(
  issues: readonly Issue[],
  at: readonly PropertyKey[],
  nameOf: (path: readonly PropertyKey[]) => string,
): FlowError[] {
  return strictest(issues).flatMap((issue) => {
    const path = [...at, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        field: nameOf([...path, key]),
        rule: "is not a known field",
      }));
    }
    const meant = issue.code === "invalid_union" ? meantOption(issue.errors) : null;
    if (meant !== null) return errorsOf(meant, path, nameOf);
    return [{ field: nameOf(path), rule: issue.message }];
  });
}

/** Of the options of a union the one that was probably meant: it was read the furthest, and knows the members that are there. Null: none was read at all. */
function meantOption(options: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const best = options
    .map((issues) => ({
      issues,
      depth: Math.max(0, ...issues.map(depthOf)),
      unknown: issues.filter(({ code }) => code === "unrecognized_keys").length,
    }))
    .sort(
      (a, b) => b.depth - a.depth || a.unknown - b.unknown || a.issues.length - b.issues.length,
    )[0];
  return best === undefined || best.depth === 0 ? null : best.issues;
}

function depthOf(issue: Issue): number {
  const inner = issue.code === "invalid_union" ? issue.errors.flat().map(depthOf) : [];
  return issue.path.length + Math.max(0, ...inner);
}

/** How schemas of flows are asked. */
export const FLOW_WORDS = { error: ruleWords } satisfies z.core.ParseContext<Issue>;
