import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { writeOperations, type ApiDocument } from "../../scripts/client/operations.ts";
import { typeOf } from "../../scripts/client/type-of.ts";
import { useBench } from "../http/support/bench.ts";

const GENERATED = new URL("../../clients/typescript/operations.ts", import.meta.url);
const bench = useBench();

describe("the generated half of the client", () => {
  it("is what `node scripts/generate-client.ts` makes of the API as it is now", async () => {
    const document = (await bench().app.inject("/openapi.json")).json<ApiDocument>();
    expect(readFileSync(GENERATED, "utf8")).toBe(writeOperations(document));
  });
});

describe("a schema", () => {
  it.each([
    [{}, "unknown"],
    [{ type: "integer" }, "number"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ type: "string", enum: ["a", "b"] }, '"a" | "b"'],
    [{ anyOf: [{ $ref: "#/components/schemas/Line" }, { type: "null" }] }, "Line | null"],
    [{ type: "string", allOf: [{ pattern: "a" }, { pattern: "b" }] }, "string"],
    [{ type: "array", items: { type: ["string", "null"] } }, "(string | null)[]"],
    [{ type: "object", additionalProperties: { type: "number" } }, "Record<string, number>"],
    [{ type: "object", additionalProperties: false }, "Record<string, never>"],
    [
      {
        type: "object",
        properties: { id: { type: "string", description: "Of it." }, "x-y": { const: 1 } },
        required: ["id"],
      },
      '{\n  /** Of it. */\n  id: string;\n  "x-y"?: 1;\n}',
    ],
  ])("%j becomes the type %s", (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });

  it("that is not known stops the making, rather than becoming anything", () => {
    expect(() => typeOf({ type: "date" })).toThrow("date");
  });
});
