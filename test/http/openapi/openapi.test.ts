import { describe, expect, it } from "vitest";
import { EVENT_TYPES } from "../../../src/domain/events.ts";
import { assignBody, closeBody } from "../../../src/http/commands/command-bodies.ts";
import { PROBLEMS } from "../../../src/http/problems/problem-catalogue.ts";
import { problemSchema } from "../../../src/http/schemas.ts";
import { CONVERSATION_EXAMPLE } from "../../../src/http/views/conversation-example.ts";
import { conversationSchema } from "../../../src/http/views/conversation.ts";
import { eventSchema } from "../../../src/http/views/event.ts";
import { useBench } from "../support/bench.ts";
import { routesOf } from "../support/routes.ts";

const bench = useBench();

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: unknown[];
  description?: string;
  responses: Record<string, { description: string; content?: Record<string, unknown> }>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  tags: { name: string }[];
  webhooks: Record<string, { post: Operation & { parameters: { $ref: string }[] } }>;
  components: {
    schemas: Record<string, unknown>;
    securitySchemes: Record<string, unknown>;
    parameters: Record<string, { name: string }>;
    responses: Record<string, { description: string }>;
  };
}

const read = async () => (await bench().app.inject("/openapi.json")).json<Document>();

const operations = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

describe("the OpenAPI document", () => {
  it("has every route that there is, and none that there is not", async () => {
    const documented = operations(await read())
      .map(({ path, method }) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`)
      .sort();
    expect(documented).toEqual(await routesOf(bench().deps));
    expect(documented.length).toBeGreaterThan(30);
  });

  it("gives each operation a name of its own, a summary and a tag that is explained", async () => {
    const document = await read();
    const names = operations(document).map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    const tags = new Set(document.tags.map(({ name }) => name));
    for (const { operation } of operations(document)) {
      expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
      expect(operation.summary).toBeTruthy();
      expect(operation.tags?.every((tag) => tags.has(tag))).toBe(true);
    }
  });

  it("tells of every answer what it means, and of problems that they are problems", async () => {
    for (const { path, operation } of operations(await read())) {
      for (const [status, response] of Object.entries(operation.responses)) {
        expect([path, response.description]).not.toEqual([path, "Default Response"]);
        if (Number(status) < 400 || path === "/health/ready") continue;
        expect(Object.keys(response.content ?? {})).toEqual(["application/problem+json"]);
      }
    }
  });

  it("asks for a token wherever the guard does, and nowhere else", async () => {
    const document = await read();
    expect(document.components.securitySchemes).toHaveProperty("token");
    for (const { path, operation } of operations(document)) {
      const isOpen = ["/webhooks/", "/hooks/", "/health/"].some((open) => path.startsWith(open));
      const isOurs = path.startsWith("/v1/");
      const wanted = isOurs ? [{ token: expect.any(Array) }] : isOpen ? [] : undefined;
      expect([path, operation.security]).toEqual([path, wanted]);
      if (isOurs) expect(operation.responses).toHaveProperty("401");
    }
  });

  it("says of every route behind the guard which scope it needs", async () => {
    const document = await read();
    const of = (path: string, method: string) => document.paths[path]?.[method]?.security;
    expect(of("/v1/conversations", "get")).toEqual([{ token: ["inbox:read"] }]);
    expect(of("/v1/conversations/{id}/close", "post")).toEqual([{ token: ["inbox:write"] }]);
    expect(of("/v1/users", "get")).toEqual([{ token: [] }]);
    expect(of("/v1/users", "post")).toEqual([{ token: ["settings"] }]);
  });

  it("names its schemas once and refers to none that is missing", async () => {
    const document = await read();
    const text = JSON.stringify(document);
    const wanted = new Set(
      [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name),
    );
    expect(wanted).toEqual(new Set(Object.keys(document.components.schemas)));
    expect(
      Object.keys(document.components.schemas).filter((name) => name.endsWith("Input")),
    ).toEqual([]);
  });

  it("gives what is sent a name, and shows no limit that is not WhatsApp's", async () => {
    const { schemas } = (await read()).components;
    const options = (schemas["MessageToSend"] as { oneOf: { properties: object }[] }).oneOf;
    expect(options).toHaveLength(11);
    expect(options[0]?.properties).toMatchObject({ text: { minLength: 1, maxLength: 4_096 } });
  });

  it("describes what is posted to endpoints: each type of event by its own name, and what follows from each answer", async () => {
    const { webhooks, components } = await read();
    expect(Object.keys(webhooks)).toEqual([...EVENT_TYPES]);
    const names = Object.values(webhooks).map(({ post }) => post.operationId);
    expect(new Set(names).size).toBe(EVENT_TYPES.length);
    expect(names).toContain("onConversationStartedByContact");
    const closed = webhooks["conversation.closed"]?.post;
    expect(closed?.description).toContain("R13.2");
    const { parameters, responses } = components;
    expect(closed?.parameters.map(({ $ref }) => $ref)).toEqual(
      Object.keys(parameters).map((name) => `#/components/parameters/${name}`),
    );
    expect(Object.values(parameters).map(({ name }) => name)).toEqual([
      "webhook-id",
      "webhook-timestamp",
      "webhook-signature",
    ]);
    expect(Object.keys(closed?.responses ?? {})).toEqual(["410", "2XX", "default"]);
    expect(responses["Repeated"]?.description).toContain(
      "5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h",
    );
  });

  it("shows examples that its own schemas take", () => {
    expect(conversationSchema.parse(CONVERSATION_EXAMPLE)).toEqual(CONVERSATION_EXAMPLE);
    for (const schema of [eventSchema, problemSchema, closeBody, assignBody]) {
      for (const example of (schema.meta()?.examples ?? []) as unknown[]) {
        expect(schema.safeParse(example).error?.issues).toBeUndefined();
      }
    }
  });

  it("documents no problem code that there is not", async () => {
    const text = JSON.stringify(await read());
    const codes = [...text.matchAll(/`([a-z]+\.[a-z_]+)`: /g)].map(([, code]) => code ?? "");
    expect(codes.length).toBeGreaterThan(100);
    for (const code of codes) expect(PROBLEMS).toHaveProperty([code]);
  });
});

describe("the page at /docs", () => {
  it("is where somebody gets to who opens the address that the start has printed", async () => {
    const { statusCode, headers } = await bench().app.inject("/");
    expect([statusCode, headers["location"]]).toEqual([302, "/docs/"]);
  });

  it("is served with its own script, from this machine", async () => {
    const { app } = bench();
    const redirect = await app.inject("/docs");
    expect([redirect.statusCode, redirect.headers["location"]]).toEqual([301, "/docs/"]);
    const page = await app.inject("/docs/");
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain("/openapi.json");
    expect(page.body).not.toMatch(/https?:\/\/(cdn|fonts)/);
    expect((await app.inject("/docs/js/scalar.js")).body.length).toBeGreaterThan(1_000_000);
  });
});
