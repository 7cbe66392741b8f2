import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { useBench } from "./support/bench.ts";

/** What a newcomer, a viewer and a generator of clients need of each operation; a new route that lacks it fails here, by name. */

const bench = useBench();

type Schema = Record<string, unknown>;
interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}
interface Body {
  description?: string;
  content?: Record<string, Media>;
}
interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: { name: string; in: string; description?: string }[];
  requestBody?: Body;
  responses: Record<string, Body>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: Operation }>;
  components: { schemas: Record<string, Schema> };
  servers: unknown[];
}

let cached: Document | null = null;
const read = async (): Promise<Document> =>
  (cached ??= (await bench().app.inject("/openapi.json")).json<Document>());
beforeAll(() => void (cached = null));

/** What we are asked, and what we post to others. */
const operationsOf = ({
  paths,
  webhooks,
}: Document): { name: string; path: string; operation: Operation }[] => [
  ...Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      operation,
    })),
  ),
  ...Object.entries(webhooks).map(([type, { post }]) => ({
    name: `webhook ${type}`,
    path: type,
    // Headers and answers are shared components, which another test looks at.
    operation: { ...post, parameters: [], responses: {} },
  })),
];

/** JSON bodies and answers of an operation, each with the name under which a failure tells it. */
function jsonOf(name: string, { requestBody, responses }: Operation): [string, Media][] {
  const bodies: [string, Body | undefined][] = [
    ["body", requestBody],
    ...Object.entries(responses),
  ];
  return bodies.flatMap(([which, body]) =>
    Object.entries(body?.content ?? {})
      .filter(([type]) => type.endsWith("json"))
      .map(([, media]): [string, Media] => [`${name}, ${which}`, media]),
  );
}

const examplesOf = ({ example, examples = {} }: Media): unknown[] => [
  ...(example === undefined ? [] : [example]),
  ...Object.values(examples).map(({ value }) => value),
];

/** The rules that an example breaks, in one word each. References are resolved against the document. */
function broken(schema: Schema, example: unknown, { components }: Document): string[] {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    // Patterns mean Unicode, which zod's own reading of JSON Schema does not know.
    key === "pattern" && typeof value === "string" && /\\p/i.test(value) ? undefined : value,
  );
  const known = judged.get(`${text} ${JSON.stringify(example)}`);
  if (known !== undefined) return known;
  const needed = JSON.stringify(withNeeded(JSON.parse(text) as Schema, components.schemas));
  const whole = JSON.parse(needed.replaceAll("#/components/schemas/", "#/$defs/")) as never;
  const { error } = z.fromJSONSchema(whole).safeParse(example);
  const rules = (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
  judged.set(`${text} ${JSON.stringify(example)}`, rules);
  return rules;
}

/** The same few schemas and examples stand at hundreds of places. */
const judged = new Map<string, string[]>();

/** The schema with the named ones that it refers to, directly or through others. */
function withNeeded(schema: Schema, named: Record<string, Schema>): Schema {
  const found = new Map<string, Schema>();
  const look = (value: unknown): void => {
    for (const [, name = ""] of JSON.stringify(value).matchAll(/components\/schemas\/(\w+)"/g)) {
      if (found.has(name)) continue;
      found.set(name, named[name] ?? {});
      look(named[name]);
    }
  };
  look(schema);
  return { ...schema, $defs: Object.fromEntries(found) };
}

describe("every operation of the document", () => {
  it("says in a sentence or more what it does", async () => {
    const silent = operationsOf(await read()).filter(
      ({ operation: { description = "" } }) => !/[.:`]/.test(description),
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it("describes each of its parameters", async () => {
    const silent = operationsOf(await read()).flatMap(({ name, operation: { parameters = [] } }) =>
      parameters
        .filter(({ description = "" }) => description === "")
        .map((parameter) => `${name}: ${parameter.name}`),
    );
    expect(silent).toEqual([]);
  });

  it("shows an example of each JSON body and answer, which its own schema takes", async () => {
    const document = await read();
    const wrong: string[] = [];
    for (const { name, operation } of operationsOf(document)) {
      for (const [where, media] of jsonOf(name, operation)) {
        const examples = examplesOf(media);
        if (examples.length === 0) wrong.push(`${where}: has no example`);
        for (const example of examples) {
          const rules = broken(media.schema ?? {}, example, document);
          wrong.push(...rules.map((rule) => `${where}: ${rule}`));
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("names the problems that it may answer with", async () => {
    for (const { name, path, operation } of operationsOf(await read())) {
      if (!path.startsWith("/v1/")) continue;
      const problems = Object.entries(operation.responses).filter(([status]) => status >= "400");
      expect([name, problems.length]).not.toEqual([name, 0]);
      for (const [status, { description = "" }] of problems) {
        expect([name, status, description]).toEqual([
          name,
          status,
          expect.stringMatching(/`[a-z_]+\.[a-z_]+`: /),
        ]);
      }
    }
  });

  it("that takes a cursor answers one, and says how to go on", async () => {
    const paged = operationsOf(await read()).filter(({ operation: { parameters = [] } }) =>
      parameters.some(({ name }) => name === "cursor"),
    );
    expect(paged.length).toBeGreaterThan(5);
    for (const { name, operation } of paged) {
      const page = JSON.stringify(
        operation.responses["200"]?.content?.["application/json"]?.schema,
      );
      expect([name, page]).toEqual([name, expect.stringContaining('"cursor"')]);
      expect([name, page]).toEqual([name, expect.stringContaining("?cursor=")]);
    }
  });
});

describe("every named schema of the document", () => {
  it("has an example that it takes itself", async () => {
    const document = await read();
    const wrong: string[] = [];
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      const { examples = [] } = schema as { examples?: unknown[] };
      if (examples.length === 0) wrong.push(`${name}: add one in src/http/openapi/examples`);
      for (const example of examples) {
        wrong.push(...broken(schema, example, document).map((rule) => `${name}: ${rule}`));
      }
    }
    expect(wrong).toEqual([]);
  });
});
