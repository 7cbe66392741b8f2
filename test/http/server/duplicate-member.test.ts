import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duplicateMember } from "../../../src/http/server/duplicate-member.ts";

describe("a member that stands twice", () => {
  it.each([
    ['{"a":1,"a":2}', "a"],
    ['{"a":1,"\\u0061":2}', "a"],
    ['{"a":{"b":1,"c":[{"d":1,"d":2}]}}', "d"],
    ['{"a":[1,"a","a"],"b":{"a":1},"a":2}', "a"],
    ['{"":1,"":2}', ""],
    ['{"a\\"b":1,"a\\"b":2}', 'a"b'],
  ])("is found in %s", (json, name) => {
    expect(duplicateMember(json)).toBe(name);
  });

  it.each([
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","b":"a"}',
    '{"a":",\\"a\\":"}',
    "7",
  ])("is not seen where there is none: %s", (json) => {
    expect(duplicateMember(json)).toBeNull();
  });

  it("is never seen in what JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(duplicateMember(JSON.stringify(value))).toBeNull();
      }),
    );
  });

  it("is found wherever it is added to an object", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (object) => {
        const [name = ""] = Object.keys(object);
        const json = `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(name)}:null}`;
        expect(duplicateMember(json)).toBe(name);
      }),
    );
  });
});
