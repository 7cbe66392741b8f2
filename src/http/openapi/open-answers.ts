import type { ExampledSchema } from "./example-of.ts";
import { operationsOf, type OpenapiBody, type OpenapiDocument } from "./shape.ts";

/** A JSON Schema as zod writes it. */
interface WrittenSchema extends ExampledSchema {
  additionalProperties?: unknown;
  minimum?: number;
  maximum?: number;
}

/**
 * Says what is meant: answers and events may gain members, so their objects are not closed, as zod writes them; and a whole number is not
 * bounded by what a computer can hold. Bodies of requests stay closed: what is not known there is refused.
 */
export function openAnswers(document: OpenapiDocument): OpenapiDocument {
  const named = document.components?.schemas ?? {};
  const taken = namesIn(
    document,
    operationsOf(document).map(({ operation }) => operation.requestBody),
  );
  for (const [name, schema] of Object.entries(named)) tidy(schema, !taken.has(name));
  for (const { operation } of operationsOf(document)) {
    for (const body of Object.values(operation.responses ?? {})) tidyBody(body, true);
    tidyBody(operation.requestBody, false);
    if (operation.requestBody !== undefined) letItBeAbsent(operation.requestBody);
  }
  return document;
}

/** A body that may be null may be left out: to HTTP that is the same. */
function letItBeAbsent(body: OpenapiBody): void {
  for (const { schema } of Object.values(body.content ?? {})) {
    const choices = schema?.anyOf?.filter(({ type }) => type !== "null");
    if (schema?.anyOf === undefined || choices?.length === schema.anyOf.length) continue;
    body.required = false;
    schema.anyOf = choices ?? [];
  }
}

function tidyBody(body: OpenapiBody | undefined, isAnswer: boolean): void {
  for (const { schema } of Object.values(body?.content ?? {})) tidy(schema, isAnswer);
}

function tidy(value: unknown, isAnswer: boolean): void {
  if (typeof value !== "object" || value === null) return;
  const schema = value as WrittenSchema;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (isAnswer && schema.additionalProperties === false) delete schema.additionalProperties;
  for (const [key, member] of Object.entries(schema)) {
    if (key !== "examples") tidy(member, isAnswer);
  }
}

/** Names of the schemas that these bodies are made of, directly or through others. */
function namesIn(document: OpenapiDocument, bodies: readonly unknown[]): ReadonlySet<string> {
  const named = document.components?.schemas ?? {};
  const found = new Set<string>();
  const look = (value: unknown): void => {
    for (const [, name = ""] of JSON.stringify(value ?? null).matchAll(/schemas\/(\w+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      look(named[name]);
    }
  };
  bodies.forEach(look);
  return found;
}
