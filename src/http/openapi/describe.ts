import { DESCRIPTIONS, PARAMETERS } from "./descriptions.ts";
import type { OpenapiOperation, OpenapiParameter } from "./shape.ts";

const DONE: Readonly<Record<string, string>> = {
  200: "Done.",
  201: "Made; `Location` says where.",
  202: "Taken on.",
  204: "Done; there is nothing to say.",
  503: "Not now.",
};

/** Adds the words that the routes left out: of the operation, of its parameters, and of its plain successes. */
export function describe(path: string, operation: OpenapiOperation): void {
  const { operationId = "", parameters = [], responses = {} } = operation;
  const words = DESCRIPTIONS[operationId];
  if (operation.description === undefined && words !== undefined) operation.description = words;
  for (const parameter of parameters) parameter.description ??= meaningOf(path, parameter);
  for (const [status, response] of Object.entries(responses)) {
    if (response.description !== "Default Response") continue;
    response.description = DONE[status] ?? "Done.";
  }
}

/** `/v1/conversations/{id}` is the id of a conversation: what stands before a parameter of a path says what it names. */
function meaningOf(path: string, { in: place, name }: OpenapiParameter): string {
  if (place !== "path") return PARAMETERS[name] ?? "";
  const before =
    path
      .slice(0, path.indexOf(`/{${name}}`))
      .split("/")
      .at(-1) ?? "";
  const noun = before.replace(/ies$/, "y").replace(/s$/, "").replaceAll("-", " ");
  if (before.startsWith("by-")) return "The id that another program gave it.";
  return `${/key$/i.test(name) ? "Key" : "Id"} of the ${noun}.`;
}
