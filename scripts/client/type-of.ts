/** The parts of a JSON Schema (2020-12) that our document uses. */
export interface JsonSchema {
  $ref?: string;
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  allOf?: readonly JsonSchema[] | undefined;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  description?: string;
  default?: unknown;
  format?: string;
  pattern?: string;
}

/** A JSON Schema as a TypeScript type; `indent` is how deep it stands. Throws for what it does not know, rather than guess. */
export function typeOf(schema: JsonSchema, indent = ""): string {
  const { $ref, enum: values, anyOf, oneOf, allOf } = schema;
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf("/") + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (values !== undefined) return union(values.map((value) => JSON.stringify(value)));
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return union(choices.map((choice) => typeOf(choice, indent)));
  if (allOf !== undefined) return intersection([{ ...schema, allOf: undefined }, ...allOf], indent);
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length === 0) return "unknown";
  return union(types.map((type) => typeNamed(type, schema, indent)));
}

function typeNamed(type: string, schema: JsonSchema, indent: string): string {
  switch (type) {
    case "string":
      return schema.format === "binary" ? "Blob" : "string";
    case "number":
    case "integer":
      return "number";
    case "boolean":
    case "null":
      return type;
    case "array":
      return arrayOf(typeOf(schema.items ?? {}, indent));
    case "object":
      return objectOf(schema, indent);
    default:
      throw new Error(`a schema of the type ${type}, which the client's generator does not know`);
  }
}

function objectOf(schema: JsonSchema, indent: string): string {
  const { properties = {}, required = [], additionalProperties } = schema;
  const members = Object.entries(properties);
  if (members.length === 0) {
    if (additionalProperties === false) return "Record<string, never>";
    const values = typeof additionalProperties === "object" ? additionalProperties : {};
    return `Record<string, ${typeOf(values, indent)}>`;
  }
  const inner = `${indent}  `;
  const lines = members.map(([name, member]) => {
    const optional = required.includes(name) ? "" : "?";
    const comment = commentOf(member.description, inner);
    return `${comment}${inner}${nameOf(name)}${optional}: ${typeOf(member, inner)};\n`;
  });
  return `{\n${lines.join("")}${indent}}`;
}

function arrayOf(item: string): string {
  return / [|&] /.test(item) ? `(${item})[]` : `${item}[]`;
}

/** Parts that only bound a value (a pattern, a length) say nothing of its type. */
function intersection(parts: readonly JsonSchema[], indent: string): string {
  const types = new Set(parts.map((part) => typeOf(part, indent)));
  types.delete("unknown");
  return types.size === 0 ? "unknown" : [...types].join(" & ");
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(" | ");
}

/** A member's name, in quotes if it needs them. */
export function nameOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** A doc comment with its line break; nothing when there is nothing to say. */
export function commentOf(text: string | undefined, indent: string): string {
  if (text === undefined || text === "") return "";
  const lines = text.replaceAll("*/", "*\\/").split("\n");
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  const body = lines.map((line) => `${indent} * ${line}`.trimEnd());
  return [`${indent}/**`, ...body, `${indent} */`, ""].join("\n");
}
