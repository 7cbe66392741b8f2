import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contactFieldKeySchema } from "../../../src/domain/contact/contact-fields.ts";
import { ruleWords, strictest, WORDED } from "../../../src/domain/rule-words.ts";
import { useBench } from "../support/bench.ts";

const rulesOf = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value, WORDED).error?.issues ?? []).map(({ message }) => message);

const choice = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("user"), userId: z.string() }),
  z.object({ kind: z.literal("nobody") }),
]);

const oneOf = z.enum(["open", "closed"]);
const kind = "must be one of user, nobody";

describe("the rule that a request breaks", () => {
  it.each<[rule: string, schema: z.ZodType, value: unknown]>([
    ["is required", z.string(), undefined],
    ["is required", z.object({}), null],
    ["is required", z.union([z.object({ a: z.string() }), z.object({})]), null],
    ["must be a string", z.string(), 5],
    ["must be an object", z.object({}), "usr_1"],
    ["must be an object", z.record(z.string(), z.string()), []],
    ["must be an array", z.array(z.string()), {}],
    ["must be true or false", z.boolean(), "yes"],
    ["must be a number", z.number(), "5"],
    ["must be a whole number", z.int(), 5.5],
    ["must be one of open, closed", oneOf, "abierta"],
    ["must be true", z.literal(true), false],
    ["must not be empty", z.string().min(1), ""],
    ["must not be empty", z.array(z.string()).min(1), []],
    ["must have at least 2 characters", z.string().min(2), "a"],
    ["must have at most 1 item", z.array(z.string()).max(1), ["a", "b"]],
    ["must be 1 or more", z.number().min(1), 0],
    ["must be more than 0", z.number().gt(0), 0],
    ["must be 100 or less", z.number().max(100), 1_000],
    ["must be less than 1", z.number().lt(1), 1],
    [
      "must be a time in ISO 8601 with its zone, such as 2026-11-22T21:48:00Z",
      z.iso.datetime({ offset: true }),
      "yesterday",
    ],
    ["must be in the form that the documentation shows", z.string().regex(/^x/), "y"],
    [kind, choice, { kind: "everybody" }],
    ["must be a string, or must be a number", z.union([z.string(), z.number()]), true],
    [
      "cannot have this name, which must have at most 1 character",
      z.record(z.string().max(1), z.string()),
      { ab: "x" },
    ],
    ["is not valid", z.custom((value) => value === 1), 2],
    ["must be its own words", z.string().regex(/^x/, "must be its own words"), "y"],
    ["must be its own words", z.literal(true, "must be its own words"), undefined],
  ])("is said as: %s", (rule, schema, value) => {
    expect(rulesOf(schema, value)).toEqual([rule]);
  });

  it.each<[rule: string, schema: z.ZodType, value: unknown]>([
    ["must be 90 or less", z.int().max(90), 1e99],
    ["must be 1 or more", z.int().min(1), -1e99],
    ["must have at most 64 characters", z.string().max(256).max(64), "x".repeat(300)],
  ])("is told once where two limits are passed: %s", (rule, schema, value) => {
    const issues = schema.safeParse(value, WORDED).error?.issues ?? [];
    expect(strictest(issues).map(({ message }) => message)).toEqual([rule]);
  });

  it("is told of each member by itself", () => {
    const { error } = z
      .object({ a: z.int().max(5), b: z.int().max(9) })
      .safeParse({ a: 10, b: 10 }, WORDED);
    expect(strictest(error?.issues ?? [])).toHaveLength(2);
  });

  it("is looked for with a few looks at each, however many rules are broken at once", () => {
    const COUNT = 1_000;
    let looks = 0;
    const issues = Array.from({ length: COUNT }, (_, index): z.core.$ZodIssue => ({
      code: "too_big",
      origin: "string",
      maximum: 64,
      message: "must have at most 64 characters",
      get path() {
        looks++;
        return ["vars", `a${index}`];
      },
    }));
    expect(strictest(issues)).toEqual(issues);
    // The comparison just now looked once at each of both lists.
    expect(looks).toBeLessThan(10 * COUNT);
  });

  it("names the fields of a contact that a placeholder can take", () => {
    expect(rulesOf(contactFieldKeySchema, "nombre")).toEqual([
      "must be one of firstName, lastName, fullName, position, company, email, phone, profileName, or custom. and the key of a custom field",
    ]);
  });

  it("never quotes what was sent", () => {
    const secret = { code: "invalid_type", expected: "object", input: "vt_secret" } as const;
    expect(ruleWords(secret)).not.toContain("vt_secret");
  });
});

describe("an answer of the API", () => {
  const bench = useBench();

  it.each([
    ["GET", "/v1/conversations?status=abierta", "query.status", "must be one of open, closed, all"],
    ["GET", "/v1/conversations?limit=1000", "query.limit", "must be 100 or less"],
    ["GET", "/v1/conversations/", "path.id", "must not be empty"],
    ["POST", "/v1/conversations/c/assign", "body", "is required"],
    ["POST", "/v1/conversations/c/messages", "body", "is required"],
    ["POST", "/v1/users", "body", "is required"],
  ] as const)("to %s %s says the field and the rule", async (method, url, field, rule) => {
    const response = await bench().ask(method, url);
    expect(response.json()).toMatchObject({ status: 400, errors: [{ field, rule }] });
  });
});
