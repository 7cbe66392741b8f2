import { describe, expect, it } from "vitest";
import { isFound, isWhole, patternProblem } from "../../../src/domain/automation/pattern.ts";
import { hasKeyword, patternSchema } from "../../../src/domain/automation/text-match.ts";

describe("a keyword", () => {
  it.each([
    ["precio", "¿Cuál es el PRECIO?"],
    ["información", "quiero informacion!"],
    ["info", "INFORMACIÓN"],
    ["hola mundo", "¡Hola,\n  mundo!"],
    ["STRASSE", "straße"],
    ["o'brien", "Señor O’Brien"],
    ["💬", "va 💬"],
    ["fin", `${"x".repeat(100)}fin`],
  ])("%s stands in %j", (word, text) => expect(hasKeyword(text, [word])).toBe(true));

  it.each([
    ["precio", "apre cio"],
    ["hola mundo", "hola"],
    ["a", ""],
  ])("%s does not stand in %j", (word, text) => expect(hasKeyword(text, [word])).toBe(false));
});

describe("a pattern", () => {
  it("is found anywhere in a text, and as the whole of an answer", () => {
    expect(isFound(String.raw`pedido\s+\d+`, "mi pedido 12 por favor")).toBe(true);
    expect(isWhole(String.raw`\d{5}`, "06700")).toBe(true);
    expect(isWhole(String.raw`\d{5}`, "CP 06700")).toBe(false);
    expect(isFound("(?i)HOLA", "hola")).toBe(true);
    expect(isFound("HOLA", "hola")).toBe(false);
  });

  it.each(["(a", "(?=a)", String.raw`(a)\1`, "[z-a]", "a{1001}", "*"])(
    "%s is refused in the engine's words",
    (pattern) => {
      const rule = patternSchema.safeParse(pattern).error?.issues[0]?.message;
      expect(rule).toMatch(/^must be a pattern of RE2: (?!error)\S/);
      expect(isFound(pattern, "aa")).toBe(false);
    },
  );

  it.each([String.raw`(?i)\pL{1,1000}\d`, String.raw`(\pL+\s*){900}$`, "x".repeat(500)])(
    "%s is refused because a character could cost too much",
    (pattern) => expect(patternProblem(pattern)).toBe("must be a pattern of RE2: it is too large"),
  );

  it.each(["(a+)+$", "(a|a)*$", "((a*)*)*b", "(.*)(.*)(.*)(.*)x"])(
    "%s, at which backtracking never ends, is done with a long text at once",
    (pattern) => expect(isWhole(pattern, `${"a".repeat(4_000)}!`)).toBe(false),
  );

  it("is still right after more than fit into the memory of compiled ones", () => {
    for (let i = 0; i < 1_100; i++) expect(isFound(`^n${i % 700}$`, `n${i % 700}`)).toBe(true);
  });
});
