import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import {
  ADMIN_ID,
  bootstrapAdmin,
  createToken,
  hashToken,
  isMistyped,
  tokenAtRest,
} from "../../src/http/tokens.ts";
import { randomIds } from "../../src/ids.ts";
import { createMemoryStore } from "../support/memory-store/memory-store.ts";
import { T0 } from "../support/builders.ts";

const clock = { now: () => T0 };

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
    expect(tokenAtRest("abcdefgh", { workspaceId: "acme", id: "user-1" }, T0).hint).toBe("ab");
  });
});

describe("the bootstrap administrator", () => {
  it("is made once, with a token that works", async () => {
    const store = createMemoryStore();
    const { token } = await bootstrapAdmin(store, { clock, ids: randomIds });
    const found = await store.tokenByHash(hashToken(token ?? ""));
    expect(found?.user).toMatchObject({
      workspaceId: DEFAULT_WORKSPACE,
      id: ADMIN_ID,
      role: "administrator",
      active: true,
    });
    expect(await bootstrapAdmin(store, { clock, ids: randomIds })).toEqual({ token: null });
    expect(await store.tokenByHash(hashToken(token ?? ""))).not.toBeNull();
  });

  it("takes exactly the token that is given, and the generated one is void", async () => {
    const store = createMemoryStore();
    const { token } = await bootstrapAdmin(store, { clock, ids: randomIds });
    await bootstrapAdmin(store, { adminToken: "an operator's own token", clock, ids: randomIds });
    expect(await store.tokenByHash(hashToken("an operator's own token"))).not.toBeNull();
    expect(await store.tokenByHash(hashToken(token ?? ""))).toBeNull();
  });

  it("given the same token again leaves tokens that were issued since alone", async () => {
    const store = createMemoryStore();
    const given = { adminToken: "an operator's own token", clock, ids: randomIds };
    await bootstrapAdmin(store, given);
    const user = { workspaceId: DEFAULT_WORKSPACE, id: ADMIN_ID };
    await store.putToken(tokenAtRest("issued since", user, T0));
    await bootstrapAdmin(store, given);
    expect(await store.tokenByHash(hashToken("issued since"))).not.toBeNull();
  });

  it("works again after it was switched off and its token revoked", async () => {
    const store = createMemoryStore();
    const given = { adminToken: "an operator's own token", clock, ids: randomIds };
    await bootstrapAdmin(store, given);
    const user = await store.user(DEFAULT_WORKSPACE, ADMIN_ID);
    if (user !== null) await store.putUser({ ...user, active: false });
    await store.revokeTokens(DEFAULT_WORKSPACE, ADMIN_ID, T0);
    await bootstrapAdmin(store, given);
    const found = await store.tokenByHash(hashToken("an operator's own token"));
    expect(found?.user.active).toBe(true);
  });

  it("refuses a token that was copied incompletely", async () => {
    const adminToken = createToken(randomIds).slice(0, -1);
    const start = bootstrapAdmin(createMemoryStore(), { adminToken, clock, ids: randomIds });
    await expect(start).rejects.toThrow(/not a whole token/);
  });
});
