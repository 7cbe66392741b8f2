import type { JsonObject } from "./json.ts";
import { lineUpdate, type LineRef, type Update } from "./update.ts";

/** `value.errors[]`: a fault of the line itself, neither message nor status (section 1). */
export function lineErrorsUpdate(line: LineRef, errors: JsonObject[]): Update {
  return lineUpdate(line, "messages", { errors });
}
