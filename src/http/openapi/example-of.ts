/** The parts of a JSON Schema that an example is made from. */
export interface ExampledSchema {
  $ref?: string;
  examples?: readonly unknown[];
  default?: unknown;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly ExampledSchema[];
  oneOf?: readonly ExampledSchema[];
  allOf?: readonly ExampledSchema[];
  type?: string | readonly string[];
  format?: string;
  properties?: Readonly<Record<string, ExampledSchema>>;
  required?: readonly string[];
  items?: ExampledSchema;
}

const NONE = Symbol("no example");
const TIME = "2026-11-22T21:48:00.000Z";

/**
 * An example of a schema out of those that stand in it: pages and lists are made of the examples of their items. Undefined when something in
 * it has none; texts are never made up, and null where they may be.
 */
export function exampleOf(
  schema: ExampledSchema,
  named: Readonly<Record<string, ExampledSchema>>,
): unknown {
  const example = made(schema, named);
  return example === NONE ? undefined : example;
}

function made(schema: ExampledSchema, named: Readonly<Record<string, ExampledSchema>>): unknown {
  const { $ref, examples, anyOf, oneOf } = schema;
  if (examples !== undefined && examples.length > 0) return examples[0];
  if ($ref !== undefined) {
    const target = named[$ref.slice($ref.lastIndexOf("/") + 1)];
    return target === undefined ? NONE : made(target, named);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  for (const choice of anyOf ?? oneOf ?? []) {
    const example = made(choice, named);
    if (example !== NONE) return example;
  }
  return ofType(schema, named);
}

function ofType(schema: ExampledSchema, named: Readonly<Record<string, ExampledSchema>>): unknown {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  switch (types[0]) {
    case "object": {
      const members = Object.entries(schema.properties ?? {}).map(
        ([name, member]) => [name, made(member, named)] as const,
      );
      const needed = members.filter(([name]) => schema.required?.includes(name) === true);
      if (needed.some(([, example]) => example === NONE)) return NONE;
      return Object.fromEntries(members.filter(([, example]) => example !== NONE));
    }
    case "array": {
      const item = made(schema.items ?? {}, named);
      return item === NONE ? NONE : [item];
    }
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    case "null":
      return null;
    case "string":
      if (schema.format === "date-time") return TIME;
      return types.includes("null") ? null : NONE;
    default:
      return NONE;
  }
}
