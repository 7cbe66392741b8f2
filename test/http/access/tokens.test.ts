import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createToken,
  hashToken,
  isMistyped,
  tokenAtRest,
} from "../../../src/http/access/tokens.ts";
import { randomIds } from "../../../src/ids.ts";
import { T0 } from "../../support/builders.ts";

describe("a token", () => {
  it("is vt_, 160 random bits and their CRC-32", () => {
    const token = createToken({ bytes: (length) => new Uint8Array(length).fill(255) });
    expect(token).toMatch(/^vt_v{32}[0-9a-v]{7}$/);
    expect(token.slice(35)).toBe(crc32("v".repeat(32)).toString(32).padStart(7, "0"));
  });

  it("is never the same twice", () => {
    const tokens = new Set(Array.from({ length: 1_000 }, () => createToken(randomIds)));
    expect(tokens.size).toBe(1_000);
  });

  it("with any one character changed or cut off is known to be mistyped", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 41 }),
        fc.constantFrom(..."0123456789abcdefghijklmnopqrstuvXZ-".split("")),
        (at, by) => {
          const token = createToken(randomIds);
          const other = token.slice(0, at) + by + token.slice(at + 1);
          expect(isMistyped(token)).toBe(false);
          expect(isMistyped(token.slice(0, at))).toBe(at >= 3);
          if (other !== token) expect(isMistyped(other)).toBe(at >= 3);
        },
      ),
    );
  });

  it("of an operator's own making is not judged by its looks", () => {
    expect(isMistyped("correct horse battery staple")).toBe(false);
  });

  it("is kept as a hash and a hint that is no help", () => {
    const token = createToken(randomIds);
    const atRest = tokenAtRest(token, { workspaceId: "acme", id: "user-1" }, T0);
    expect(JSON.stringify(atRest)).not.toContain(token.slice(9));
    expect(atRest).toMatchObject({
      hash: hashToken(token),
      hint: token.slice(0, 8),
      createdAt: T0,
    });
    expect(atRest.id).toBe(`tok_${atRest.hash.slice(0, 20)}`);
    expect(tokenAtRest("abcdefgh", { workspaceId: "acme", id: "user-1" }, T0).hint).toBe("ab");
  });
});
