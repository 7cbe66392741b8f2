import { z } from "zod";
import { flowDefinitionSchema } from "../../domain/automation/flow.ts";

/** Definitions of automations as JSON Schema (2020-12), for editors and other programs. What a schema cannot say, the API says when it is given one. */
export function automationJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(flowDefinitionSchema, {
    io: "input",
    unrepresentable: "any",
    reused: "ref",
  });
  return { ...schema, title: "Ventana automation" };
}
