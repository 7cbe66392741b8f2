import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { entitlementsOf } from "../../../src/domain/people/workspace.ts";
import { ADMIN_ID, bootstrapAdmin } from "../../../src/http/access/bootstrap-admin.ts";
import { createToken, hashToken, tokenAtRest } from "../../../src/http/access/tokens.ts";
import { randomIds } from "../../../src/ids.ts";
import { T0 } from "../../support/builders.ts";
import { createMemoryStore } from "../../support/memory-store/memory-store.ts";

const clock = { now: () => T0 };

describe("the bootstrap administrator", () => {
  it("is made once, with a token that works", async () => {
    const store = createMemoryStore();
    const { token } = await bootstrapAdmin(store, { clock, ids: randomIds });
    const found = await store.bearer(hashToken(token ?? ""));
    expect(found?.user).toMatchObject({
      workspaceId: DEFAULT_WORKSPACE,
      id: ADMIN_ID,
      role: "administrator",
      active: true,
    });
    expect(await bootstrapAdmin(store, { clock, ids: randomIds })).toEqual({ token: null });
    expect(await store.bearer(hashToken(token ?? ""))).not.toBeNull();
  });

  it("comes with a workspace that has everything, and that an operator's change outlives", async () => {
    const store = createMemoryStore();
    await bootstrapAdmin(store, { clock, ids: randomIds });
    const workspace = await store.workspace(DEFAULT_WORKSPACE);
    expect(entitlementsOf(workspace)).toEqual(["inbox"]);
    if (workspace !== null) await store.putWorkspace({ ...workspace, plan: "lite" });
    await bootstrapAdmin(store, { clock, ids: randomIds });
    expect((await store.workspace(DEFAULT_WORKSPACE))?.plan).toBe("lite");
  });

  it("takes exactly the token that is given, and the generated one is void", async () => {
    const store = createMemoryStore();
    const { token } = await bootstrapAdmin(store, { clock, ids: randomIds });
    await bootstrapAdmin(store, { adminToken: "an operator's own token", clock, ids: randomIds });
    expect(await store.bearer(hashToken("an operator's own token"))).not.toBeNull();
    expect(await store.bearer(hashToken(token ?? ""))).toBeNull();
  });

  it("given the same token again leaves tokens that were issued since alone", async () => {
    const store = createMemoryStore();
    const given = { adminToken: "an operator's own token", clock, ids: randomIds };
    await bootstrapAdmin(store, given);
    const user = { workspaceId: DEFAULT_WORKSPACE, id: ADMIN_ID };
    await store.putToken(tokenAtRest("issued since", user, T0));
    await bootstrapAdmin(store, given);
    expect(await store.bearer(hashToken("issued since"))).not.toBeNull();
  });

  it("works again after it was switched off and its token revoked", async () => {
    const store = createMemoryStore();
    const given = { adminToken: "an operator's own token", clock, ids: randomIds };
    await bootstrapAdmin(store, given);
    const user = await store.user(DEFAULT_WORKSPACE, ADMIN_ID);
    if (user !== null) await store.putUser({ ...user, active: false });
    await store.revokeTokens(DEFAULT_WORKSPACE, ADMIN_ID, T0);
    await bootstrapAdmin(store, given);
    const found = await store.bearer(hashToken("an operator's own token"));
    expect(found?.user.active).toBe(true);
  });

  it("refuses a token that was copied incompletely", async () => {
    const adminToken = createToken(randomIds).slice(0, -1);
    const start = bootstrapAdmin(createMemoryStore(), { adminToken, clock, ids: randomIds });
    await expect(start).rejects.toThrow(/not a whole token/);
  });
});
