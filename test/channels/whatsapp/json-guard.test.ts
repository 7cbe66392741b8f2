import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { JSON_DEPTH_MAX, parseGuardedJson } from "../../../src/channels/whatsapp/json-guard.ts";

const kindOf = (json: string): string => parseGuardedJson(Buffer.from(json)).kind;

/** An object with arrays inside it, `depth` levels in all. */
const nested = (depth: number): string => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;

describe("parseGuardedJson", () => {
  it("parses an object", () => {
    expect(parseGuardedJson(Buffer.from('{"a":[1,"ñ😀",null]}'))).toEqual({
      kind: "ok",
      value: { a: [1, "ñ😀", null] },
    });
  });

  it("agrees with JSON.parse on every object that is neither deep nor unsafe", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), (object) => {
        const json = JSON.stringify(object);
        const parsed = parseGuardedJson(Buffer.from(json));
        if (parsed.kind === "unsafe") expect(json).toMatch(/__proto__|constructor/);
        else expect(parsed).toEqual({ kind: "ok", value: JSON.parse(json) as unknown });
      }),
    );
  });

  it.each([
    "",
    " ",
    "{",
    "}",
    '{"a":1,}',
    "{'a':1}",
    "\u0000",
    '{"a":"\n"}',
    "undefined",
    '"',
    '"\\',
  ])("calls %j no JSON", (json) => {
    expect(kindOf(json)).toBe("not_json");
  });

  it.each(["null", "true", "1", "1e400", '"{}"', "[]", "[{}]", ' [{"a":1}] '])(
    "calls %j not an object",
    (json) => {
      expect(kindOf(json)).toBe("not_an_object");
    },
  );

  it("takes numbers beyond all bounds, lone surrogates, and names that come twice", () => {
    expect(kindOf('{"a":1e400,"b":"\\ud800","a":-1e-400}')).toBe("ok");
    expect(kindOf(`{"a":[${"0,".repeat(1_000_000)}0]}`)).toBe("ok");
  });

  it("takes bytes that are no UTF-8, as their replacement character", () => {
    const bytes = Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]);
    expect(parseGuardedJson(bytes)).toEqual({ kind: "ok", value: { a: "\ufffd" } });
  });
});

describe("parseGuardedJson and depth", () => {
  it("takes 32 levels and refuses the 33rd", () => {
    expect(kindOf(nested(JSON_DEPTH_MAX))).toBe("ok");
    expect(kindOf(nested(JSON_DEPTH_MAX + 1))).toBe("too_deep");
  });

  it.each([1_000, 10_000, 1_000_000])("refuses %i levels, closed or left open", (depth) => {
    expect(kindOf(nested(depth))).toBe("too_deep");
    expect(kindOf("[".repeat(depth))).toBe("too_deep");
    expect(kindOf('{"a":'.repeat(depth))).toBe("too_deep");
  });

  it.each([
    ["brackets", "[".repeat(100)],
    ["escaped quotes before brackets", `\\"${"[{".repeat(100)}`],
    ["a backslash at the end", `${"[".repeat(100)}\\\\`],
    ["backslashes and quotes mixed", `\\\\\\"${"{".repeat(100)}\\\\`],
    ["an escaped quote in hexadecimal", `\\u0022${"[".repeat(100)}`],
    ["letters beyond ASCII", `ñ😀${"[".repeat(100)}`],
  ])("does not count %s inside a string", (_what, inside) => {
    expect(kindOf(`{"a":"${inside}","b":[1]}`)).toBe("ok");
  });

  it("counts brackets after a string that ends in an escaped backslash", () => {
    expect(kindOf(`{"a":"x\\\\","b":${"[".repeat(40)}${"]".repeat(40)}}`)).toBe("too_deep");
  });

  it("counts levels, not brackets", () => {
    expect(kindOf(`{"a":[${"[],{},".repeat(100_000)}0]}`)).toBe("ok");
  });
});

describe("parseGuardedJson and prototypes", () => {
  it.each([
    '{"__proto__":{"admin":true}}',
    '{"__proto__":null}',
    '{"a":[{"b":{"__proto__" : {}}}]}',
    '{"\\u005f_proto__":{"admin":true}}',
    '{"\\u005f\\u005fproto\\u005F_":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"a":{"con\\u0073tructor":{"prototype":1}}}',
    '[{"__proto__":{"admin":true}}]',
  ])("refuses %s", (json) => {
    expect(kindOf(json)).toBe("unsafe");
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it("takes the same words where they are text, or harmless", () => {
    expect(kindOf('{"a":"__proto__"}')).toBe("ok");
    expect(kindOf('{"a":"\\"__proto__\\": x"}')).toBe("ok");
    expect(kindOf('{"constructor":"Gaudí"}')).toBe("ok");
    expect(kindOf('{"prototype":{}}')).toBe("ok");
  });

  it("leaves Object.prototype as it was, whatever is nested how", () => {
    const before = Object.getOwnPropertyNames(Object.prototype).toSorted();
    const name = fc.constantFrom("__proto__", "constructor", "prototype", "a");
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 6 }, fc.constant("1"), tie("node")),
      node: fc
        .array(fc.tuple(name, tie("tree")), { maxLength: 3 })
        .map((members) => `{${members.map(([key, value]) => `"${key}":${String(value)}`).join()}}`),
    }));
    fc.assert(
      fc.property(tree, (json) => {
        parseGuardedJson(Buffer.from(String(json)));
        expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(before);
      }),
      { numRuns: process.env["VENTANA_FULL"] === "1" ? 5_000 : 500 },
    );
  });
});
