import { describe, expect, it } from "vitest";
import {
  customFieldSchema,
  customValuesSchema,
  customValuesWith,
  presentValues,
  type CustomField,
} from "../../../src/domain/contact/custom-field.ts";
import { ACME } from "../../support/builders.ts";

const base = { workspaceId: ACME, label: "A field" };
const FIELDS: CustomField[] = [
  { ...base, key: "note", type: "text" },
  { ...base, key: "seats", type: "number" },
  { ...base, key: "born", type: "date" },
  { ...base, key: "vip", type: "boolean" },
  { ...base, key: "plan", type: "choice", choices: ["Lite", "Pro"] },
  { ...base, key: "constructor", type: "text" },
];

describe("the value of a custom field", () => {
  it.each([
    ["note", " <b>bold</b> ", "<b>bold</b>"],
    ["seats", -1.5, -1.5],
    ["born", "2024-02-29", "2024-02-29"],
    ["vip", false, false],
    ["plan", "Pro", "Pro"],
    ["constructor", "is a key like any other", "is a key like any other"],
  ])("of %s may be %o", (key, value, kept) => {
    expect(customValuesWith({}, { [key]: value }, FIELDS)).toEqual({ values: { [key]: kept } });
  });

  it.each([
    ["note", 7, "must be a text of 1 to 1000 characters, none of them a control"],
    ["note", "   ", "must be a text of 1 to 1000 characters, none of them a control"],
    ["seats", "7", "must be a number"],
    ["seats", Infinity, "must be a number"],
    ["born", "2023-02-29", "must be a date such as 2026-02-28"],
    ["born", "29/02/2024", "must be a date such as 2026-02-28"],
    ["vip", "true", "must be true or false"],
    ["plan", "pro", "must be one of the choices of the field"],
    ["plan", "toString", "must be one of the choices of the field"],
    ["nothing", "x", "is no custom field of this workspace"],
    ["toString", "x", "is no custom field of this workspace"],
  ])("of %s may not be %o", (key, value, rule) => {
    const given = { note: "good", [key]: value };
    expect(customValuesWith({ vip: true }, given, FIELDS)).toEqual({ errors: [{ key, rule }] });
  });

  it("is taken away by null, and stays when it is not named", () => {
    const before = { note: "x", seats: 1 };
    const given = { note: null, vip: true, born: null };
    expect(customValuesWith(before, given, FIELDS)).toEqual({ values: { seats: 1, vip: true } });
    expect(before).toEqual({ note: "x", seats: 1 });
  });

  it("is shown as long as its field is there and it fits", () => {
    const values = { note: "x", seats: "many", plan: "Old", gone: true, vip: true };
    expect(presentValues(values, FIELDS)).toEqual({ note: "x", vip: true });
  });

  it("cannot be given under a name that would change what objects are", () => {
    const hostile = JSON.parse('{"__proto__":{"vip":true},"note":"x"}') as unknown;
    const parsed = customValuesSchema.safeParse(hostile).data ?? {};
    expect(Object.keys(parsed)).toEqual(["note"]);
    expect(({} as { vip?: boolean }).vip).toBeUndefined();
  });
});

describe("a custom field", () => {
  it.each([
    [{ key: "plan", label: "Plan", type: "text" }, true],
    [{ key: "plan", label: "Plan", type: "choice", choices: ["a", "b"] }, true],
    [{ key: "plan", label: "Plan", type: "choice" }, false],
    [{ key: "plan", label: "Plan", type: "choice", choices: [] }, false],
    [{ key: "plan", label: "Plan", type: "choice", choices: ["a", " a "] }, false],
    [{ key: "plan", label: "Plan", type: "text", choices: ["a"] }, false],
    [{ key: "Plan", label: "Plan", type: "text" }, false],
    [{ key: "__proto__", label: "Plan", type: "text" }, false],
    [{ key: "plan", label: " ", type: "text" }, false],
    [{ key: "plan", label: "x".repeat(10_000), type: "text" }, false],
    [{ key: "plan", label: "Plan", type: "file" }, false],
  ])("as %j: %s", (field, isValid) => {
    expect(customFieldSchema.safeParse(field).success).toBe(isValid);
  });
});
