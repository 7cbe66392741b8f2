import { z } from "zod";
import { flowDefinitionSchema, type FlowDefinition } from "../../domain/automation/flow.ts";
import { validateFlow } from "../../domain/automation/validate-flow.ts";
import type { FieldError } from "../problems/problem.ts";
import { DEFINITION_EXAMPLE } from "./flow-example.ts";

/** The body of routes that take a definition, as the documentation has it: it is judged by `readDefinition`, which names steps by their ids. */
export const definitionBody = z.union([
  flowDefinitionSchema.meta({
    id: "AutomationDraft",
    description: "A definition as people write it: what has a default may be left out.",
    examples: [DEFINITION_EXAMPLE],
  }),
  z.looseObject({}),
]);

export type ReadDefinition =
  | { kind: "read"; definition: FlowDefinition }
  | { kind: "broken"; errors: FieldError[] };

/** Reads a definition from a request's body: all that is wrong with it at once. `flowId`: of a flow that is there already. */
export function readDefinition(body: unknown, flowId: string | null): ReadDefinition {
  const result = validateFlow(body, flowId);
  if (result.kind === "valid") return { kind: "read", definition: result.definition };
  const errors = result.errors.map(({ field, rule }) => ({ field: `body.${field}`, rule }));
  return { kind: "broken", errors };
}
