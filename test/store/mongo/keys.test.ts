import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf } from "../../../src/store/mongo/keys.ts";

describe("ids of documents", () => {
  it("begin with the workspace", () => {
    expect(keyOf("acme", "100-contact1", "m1")).toBe("acme|100-contact1|m1");
  });

  it("are different for different names, whatever these are made of", () => {
    const part = fc.string({ unit: fc.constantFrom("|", "%", "7", "C", "2", "5", "a") });
    const parts = fc.tuple(part, part, part);
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const isSame = a.every((name, index) => name === b[index]);
        expect(keyOf(...a) === keyOf(...b)).toBe(isSame);
      }),
    );
  });
});
