import { describe, expect, it } from "vitest";
import { tagListSchema, tagSchema, withTags } from "../../../src/domain/conversation/tag.ts";

describe("a tag", () => {
  it.each([
    ["VIP", "vip"],
    ["  big   order ", "big order"],
    ["Jose\u0301", "josé"],
    ["x".repeat(64), "x".repeat(64)],
  ])("%j is kept as %j", (text, kept) => {
    expect(tagSchema.parse(text)).toBe(kept);
  });

  it.each(["", "   ", "x".repeat(65), "a\nb", "\u0000", "\u200b", 7, null])(
    "cannot be %j",
    (text) => {
      expect(tagSchema.safeParse(text).success).toBe(false);
    },
  );
});

describe("a list of tags", () => {
  it("has each once, whatever their spelling", () => {
    expect(tagListSchema.parse(["VIP", "vip ", "new"])).toEqual(["vip", "new"]);
  });

  it("has 1 to 50", () => {
    expect(tagListSchema.safeParse([]).success).toBe(false);
    const many = Array.from({ length: 51 }, (_, index) => `t${index}`);
    expect(tagListSchema.safeParse(many).success).toBe(false);
    expect(tagListSchema.safeParse(many.slice(1)).success).toBe(true);
  });

  it("is kept in the order of the alphabet", () => {
    expect(withTags(["b"], ["c", "a", "b"])).toEqual(["a", "b", "c"]);
  });
});
