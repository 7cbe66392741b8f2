import type { z } from "zod";
import type { JsonObject } from "../payloads/json.ts";
import { GraphFailure } from "./graph-error.ts";

/** Parses as Meta does: what is missing is 131008, what is wrong is 131009, other products are 100. */
export function parse<T>(schema: z.ZodType<T>, body: JsonObject): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.map(String) ?? [];
  const found = path.reduce<unknown>(
    (value, member) => (value as Record<string, unknown> | undefined)?.[member],
    body,
  );
  const details = `Param ${path.join(".") || "body"}: ${issue?.message ?? "is not valid"}`;
  if (path.join(".") === "messaging_product") throw new GraphFailure(100, details);
  throw new GraphFailure(found === undefined ? 131008 : 131009, details);
}
