import { commentOf, nameOf, typeOf, type JsonSchema } from "./type-of.ts";

const METHODS = ["get", "put", "post", "patch", "delete"] as const;

interface Parameter {
  in: "path" | "query" | "header";
  name: string;
  required?: boolean;
  description?: string;
  schema: JsonSchema;
}

interface Body {
  required?: boolean;
  content?: Readonly<Record<string, { schema?: JsonSchema }>>;
}

interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: readonly Parameter[];
  requestBody?: Body;
  responses: Readonly<Record<string, Body>>;
}

/** The parts of our OpenAPI document that a client is made of. */
export interface ApiDocument {
  paths: Readonly<Record<string, Partial<Record<(typeof METHODS)[number], Operation>>>>;
  components: { schemas: Readonly<Record<string, JsonSchema>> };
  webhooks: Readonly<Record<string, { post: Pick<Operation, "description" | "requestBody"> }>>;
}

const ROUTE_TYPE = `export interface Route {
  method: string;
  path: string;
  /** Every status that it is known to answer with. */
  statuses: readonly number[];
}
`;

const KNOWN_EVENT = `/** An event as it is posted to endpoints, and as the feed has it, told by its \`type\`: \`JSON.parse(body) as KnownEvent\`. */
export type KnownEvent = {
  [Type in keyof EventData]: Omit<Event, "type" | "data"> & { type: Type; data: EventData[Type] };
}[keyof EventData];
`;

const HEAD = `// Made by scripts/generate-client.ts from /openapi.json. Changes by hand are lost, and a test finds them.
`;

/** The generated half of the client: every named schema, what each operation takes and answers, and where it is found. */
export function writeOperations({ paths, components, webhooks }: ApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const operation = methods[method];
      // What Meta calls, and the probes, are not for callers of the API.
      return operation === undefined || !path.startsWith("/v1/")
        ? []
        : [{ path, method, operation }];
    }),
  );
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `${commentOf(schema.description, "")}export type ${name} = ${typeOf(schema)};\n`,
  );
  const types = operations.map(({ operation }) => operationType(operation));
  const routes = operations.map(({ path, method, operation: { operationId, responses } }) => {
    const statuses = Object.keys(responses).join(", ");
    return `  ${operationId}: { method: "${method.toUpperCase()}", path: "${path}", statuses: [${statuses}] },\n`;
  });
  return [
    HEAD,
    ...schemas,
    eventTypes(webhooks),
    `export interface Operations {\n${types.join("\n")}}\n`,
    ROUTE_TYPE,
    `export const ROUTES: Readonly<Record<keyof Operations, Route>> = {\n${routes.join("")}};\n`,
  ].join("\n");
}

/** What stands in the `data` of each type of event. */
function eventTypes(webhooks: ApiDocument["webhooks"]): string {
  const members = Object.entries(webhooks).map(([type, { post }]) => {
    const [, own] = post.requestBody?.content?.["application/json"]?.schema?.allOf ?? [];
    const [means] = post.description?.split("\n") ?? [];
    return `${commentOf(means, "  ")}  ${nameOf(type)}: ${typeOf(own?.properties?.["data"] ?? {})};\n`;
  });
  return `export interface EventData {\n${members.join("")}}\n\n${KNOWN_EVENT}`;
}

function operationType(operation: Operation): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const request = [
    ...(["path", "query", "header"] as const).map((place) => parametersOf(parameters, place)),
    bodyOf(requestBody),
  ].join("");
  const statuses = new Map<string, string[]>();
  for (const [status, { content = {} }] of Object.entries(responses)) {
    const type = contentType(content);
    statuses.set(type, [...(statuses.get(type) ?? []), status]);
  }
  const answers = [...statuses].map(
    ([type, those]) => `      | { status: ${those.join(" | ")}; body: ${type} }`,
  );
  const about = description === undefined ? summary : `${summary}\n\n${description}`;
  return [
    commentOf(about, "  "),
    `  ${operationId}: {\n`,
    request === "" ? "    request: Record<never, never>;\n" : `    request: {\n${request}    };\n`,
    `    answer:\n${answers.join("\n")};\n`,
    "  };\n",
  ].join("");
}

function parametersOf(all: readonly Parameter[], place: Parameter["in"]): string {
  const parameters = all.filter((parameter) => parameter.in === place);
  if (parameters.length === 0) return "";
  const members = parameters.map(({ name, required, description, schema }) => {
    const comment = commentOf(description, "        ");
    return `${comment}        ${nameOf(name)}${required === true ? "" : "?"}: ${typeOf(schema, "        ")};\n`;
  });
  const isNeeded = parameters.some(({ required }) => required === true);
  return `      ${place}${isNeeded ? "" : "?"}: {\n${members.join("")}      };\n`;
}

function bodyOf(body: Body | undefined): string {
  if (body === undefined) return "";
  const type = contentType(body.content ?? {}, "      ");
  const isNeeded = body.required === true && !type.split(" | ").includes("null");
  return `      body${isNeeded ? "" : "?"}: ${type};\n`;
}

/** What a body is once it is read: JSON as its type, a form as `FormData`, a stream as the bytes that come, nothing as null. */
function contentType(content: NonNullable<Body["content"]>, indent = "      "): string {
  const types = Object.entries(content).map(([type, { schema = {} }]) => {
    if (/[/+]json$/.test(type)) return typeOf(schema, indent);
    if (type === "multipart/form-data") return "FormData";
    if (type === "text/event-stream") return "ReadableStream<Uint8Array>";
    return type.startsWith("text/") ? "string" : "Blob";
  });
  return types.length === 0 ? "null" : [...new Set(types)].join(" | ");
}
