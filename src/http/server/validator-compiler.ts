import type { FastifySchemaCompiler, FastifySchemaValidationError } from "fastify";
import type { z } from "zod";
import { strictest, WORDED } from "../../domain/rule-words.ts";

/** Lets the schemas of routes judge what comes in, and say in our words what is wrong with it. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data: unknown) => {
    const result = schema.safeParse(data, WORDED);
    if (result.success) return { value: result.data };
    // Fastify makes one error of the list; its types know only errors here.
    return { error: strictest(result.error.issues).map(described) as unknown as Error };
  };

function described({
  path,
  code,
  message,
  ...params
}: z.core.$ZodIssue): FastifySchemaValidationError {
  const place = `/${path.map(String).join("/")}`;
  return { keyword: code, instancePath: place, schemaPath: `#${place}/${code}`, message, params };
}
