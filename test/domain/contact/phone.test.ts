import { describe, expect, it } from "vitest";
import { phoneSchema } from "../../../src/domain/contact/phone.ts";

describe("a phone number that somebody typed", () => {
  it.each([
    ["+525512345678", "+525512345678"],
    ["+52 (55) 1234-5678", "+525512345678"],
    ["+52 55 1234.5678", "+525512345678"],
    ["\u202a+52\u00a055\u20111234\u20135678\u202c", "+525512345678"],
    ["+1/555/000/0001", "+15550000001"],
    ["+1234567", "+1234567"],
    ["+123456789012345", "+123456789012345"],
  ])("%o is kept as %s", (typed, kept) => {
    expect(phoneSchema.parse(typed)).toBe(kept);
  });

  it.each([
    "5512345678",
    "005215512345678",
    "+0525512345678",
    "+123456",
    "+1234567890123456",
    "+52 55 CALL ME",
    "+52551234567a",
    "++525512345678",
    "+５２５５１２３４５６７８",
    "",
    "+",
    `+52${" ".repeat(100)}5512345678`,
    "+5".repeat(5_000),
  ])("%o is refused, and no country is guessed", (typed) => {
    expect(phoneSchema.safeParse(typed).success).toBe(false);
  });

  it("is told the rule", () => {
    const [issue] = phoneSchema.safeParse("5512345678").error?.issues ?? [];
    expect(issue?.message).toBe("must begin with + and the country code, and have 7 to 15 digits");
  });
});
