import { describe, expect, it } from "vitest";
import { wantedBy, wordListSchema } from "../../../src/domain/contact/stop-words.ts";

const LISTS = { stopWords: ["STOP", "Dar de baja"], startWords: ["Alta", "是"] };

describe("a message that opts out or in by a word", () => {
  it.each([
    ["stop", false],
    [" Stop!! ", false],
    ["«STOP»", false],
    ["ＳＴＯＰ", false],
    ["dar  de\nBAJA.", false],
    ["ALTA", true],
    ["áltá", true],
    ["是", true],
    ["please stop", null],
    ["stop it", null],
    ["stops", null],
    ["baja", null],
    ["", null],
    ["!!!", null],
    ["x".repeat(10_000), null],
  ])("%o says %s", (text, wanted) => {
    expect(wantedBy(text, LISTS)).toBe(wanted);
  });

  it("is none on a line without words, also one that was stored before there were any", () => {
    expect(wantedBy("stop", { stopWords: [], startWords: [] })).toBeNull();
    expect(wantedBy("stop", {})).toBeNull();
  });

  it.each([
    [["STOP", "baja"], true],
    [["!!"], false],
    [[""], false],
    [["x".repeat(65)], false],
    [Array.from({ length: 51 }, (_, n) => `w${n}`), false],
  ])("may be configured as %j: %s", (list, isValid) => {
    expect(wordListSchema.safeParse(list).success).toBe(isValid);
  });
});
