import { asksOpportunity } from "./conditions.ts";
import { errorsOf, FLOW_WORDS, placeNamer, type FlowError } from "./flow-error.ts";
import { graphErrors, variableErrors, type Draft } from "./flow-rules.ts";
import { NOT_FILLED, unfilledIn } from "./flow-texts.ts";
import { nodesOf } from "./flow-graph.ts";
import { flowDefinitionSchema, STEPS_MAX, type FlowDefinition } from "./flow.ts";
import { stepFindings } from "./step-rules.ts";
import { talks } from "./talking.ts";

/** As many errors as a person can use. */
const ERRORS_MAX = 200;

export type Validated =
  | { kind: "valid"; definition: FlowDefinition }
  | { kind: "invalid"; errors: FlowError[] };

const headSchema = flowDefinitionSchema.omit({ steps: true });

/**
 * Reads a definition that somebody wrote. All that is wrong with it comes in one answer: what breaks the schema, and what the steps are together:
 * names that lead nowhere, circles, steps that are never reached, placeholders and variables.
 */
export function validateFlow(input: unknown, flowId: string | null = null): Validated {
  const steps = stepsOf(input);
  const nameOf = placeNamer(steps);
  if (steps.length > STEPS_MAX)
    return invalid([...headErrors(input, nameOf), tooMany(steps.length)]);
  const parsed = flowDefinitionSchema.safeParse(input, FLOW_WORDS);
  const broken = parsed.error === undefined ? [] : errorsOf(parsed.error.issues, [], nameOf);
  const draft: Draft = {
    nodes: nodesOf(steps),
    first: firstOf(input),
    head: headSchema.safeParse(withoutSteps(input)).data ?? null,
    nameOf,
  };
  const errors = [
    ...broken,
    ...graphErrors(draft),
    ...textErrors(draft, flowId),
    ...startErrors(draft),
  ];
  return parsed.data !== undefined && errors.length === 0
    ? { kind: "valid", definition: parsed.data }
    : invalid(errors);
}

function invalid(errors: FlowError[]): Validated {
  return { kind: "invalid", errors: errors.slice(0, ERRORS_MAX) };
}

/** A flow of so many steps is not looked at further. */
function tooMany(count: number): FlowError {
  return { field: "steps", rule: `must have at most ${STEPS_MAX} items; it has ${count}` };
}

function stepsOf(input: unknown): readonly unknown[] {
  const steps = typeof input === "object" && input !== null && "steps" in input ? input.steps : [];
  return Array.isArray(steps) ? steps : [];
}

function firstOf(input: unknown): string | null {
  const first =
    typeof input === "object" && input !== null && "first" in input ? input.first : null;
  return typeof first === "string" ? first : null;
}

function withoutSteps(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return input;
  return Object.fromEntries(Object.entries(input).filter(([key]) => key !== "steps"));
}

function headErrors(input: unknown, nameOf: Draft["nameOf"]): FlowError[] {
  const { error } = headSchema.safeParse(withoutSteps(input), FLOW_WORDS);
  return errorsOf(error?.issues ?? [], [], nameOf);
}

function textErrors(draft: Draft, flowId: string | null): FlowError[] {
  const { nodes, nameOf } = draft;
  const single = nodes.flatMap(({ index, step }) =>
    step === null
      ? []
      : stepFindings(step, flowId).map(({ path, rule }) => ({
          field: nameOf(["steps", index, ...path]),
          rule,
        })),
  );
  return [...single, ...variableErrors(draft)];
}

/** Starts that make no sense with the rest. */
function startErrors({ head, nodes, nameOf }: Draft): FlowError[] {
  if (head === null) return [];
  const { start, scope, when, stopWhenClosed, takesOver } = head;
  const errors: FlowError[] = unfilledIn({ start, when }).map((path) => ({
    field: nameOf(path),
    rule: NOT_FILLED,
  }));
  if (when !== null && asksOpportunity(when)) {
    errors.push({
      field: "when",
      rule: "must not ask about the opportunity: it is looked up by a decision of the flow",
    });
  }
  if ((start.on === "manual" || start.on === "http") && scope.adIds !== null) {
    errors.push({
      field: "scope.adIds",
      rule: "must be left out: what people or programs start comes from no ad",
    });
  }
  if (start.on === "conversation.closed" && stopWhenClosed === true) {
    errors.push({
      field: "stopWhenClosed",
      rule: "must not be true: a flow that starts when the conversation is closed would end at once",
    });
  }
  // A step that breaks its schema may be meant to.
  if (takesOver && nodes.every(({ step }) => step !== null && !talks(step))) {
    errors.push({
      field: "takesOver",
      rule: "must not be true: no step of this flow writes to the contact",
    });
  }
  return errors;
}
