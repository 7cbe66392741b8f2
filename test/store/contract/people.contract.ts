import { describe, expect, it } from "vitest";
import { ACME, aToken, aUser, GLOBEX, MINUTE, T0 } from "../../support/builders.ts";
import { aRole, aTeam, aUserStatus, aWorkspace } from "../../support/people-builders.ts";
import { useWorkbench, type StoreFactory } from "./setup.ts";

const HASH = "b".repeat(64);

/** Workspaces, users, tokens and what they are good for. */
export function testPeople(name: string, factory: StoreFactory): void {
  testUsers(name, factory);
  testTokens(name, factory);
  testGroups(name, factory);
}

function testUsers(name: string, factory: StoreFactory): void {
  describe(`${name}: workspaces and users`, () => {
    const bench = useWorkbench(factory);

    it("keeps, replaces and lists workspaces", async () => {
      const { store } = bench();
      expect(await store.workspace(ACME)).toBeNull();
      await store.putWorkspace(aWorkspace());
      await store.putWorkspace(aWorkspace({ id: GLOBEX, plan: "lite", addOns: [] }));
      await store.putWorkspace(aWorkspace({ name: "Acme, Inc." }));
      expect(await store.workspace(ACME)).toEqual(aWorkspace({ name: "Acme, Inc." }));
      expect((await store.workspaces()).map(({ id }) => id)).toEqual([ACME, GLOBEX]);
    });

    it("keeps, replaces and lists users", async () => {
      const { store } = bench();
      await store.putUser(aUser());
      await store.putUser(aUser({ id: "user-2", role: "administrator" }));
      await store.putUser(
        aUser({ name: "Ulla", active: false, statusId: "st_1", statusSince: T0 }),
      );
      const ulla = aUser({ name: "Ulla", active: false, statusId: "st_1", statusSince: T0 });
      expect(await store.user(ACME, "user-1")).toEqual(ulla);
      expect(await store.user(ACME, "unknown")).toBeNull();
      const users = await store.users(ACME);
      expect(users.map(({ id }) => id).sort()).toEqual(["user-1", "user-2"]);
    });

    it("changes some members of a user, whoever changes others at the same time", async () => {
      const { store } = bench();
      await store.putUser(aUser());
      await Promise.all([
        store.changeUser(ACME, "user-1", { active: false, releaseAt: T0 }),
        store.changeUser(ACME, "user-1", { statusId: "st_1", statusSince: T0 }),
        store.changeUser(ACME, "user-1", { name: "Ulla" }),
      ]);
      const changed = {
        active: false,
        releaseAt: T0,
        statusId: "st_1",
        statusSince: T0,
        name: "Ulla",
      };
      expect(await store.user(ACME, "user-1")).toEqual(aUser(changed));
      expect(await store.changeUser(ACME, "user-1", { name: "Uma" })).toEqual(
        aUser({ ...changed, name: "Uma" }),
      );
      expect(await store.changeUser(ACME, "unknown", { name: "X" })).toBeNull();
      expect(await store.changeUser(GLOBEX, "user-1", { name: "X" })).toBeNull();
    });

    it("finds users of all workspaces whose conversations are being given back, until that has ended", async () => {
      const { store } = bench();
      await store.putUser(aUser({ releaseAt: T0 + 1 }));
      await store.putUser(aUser({ id: "user-2" }));
      await store.putUser(aUser({ workspaceId: GLOBEX, releaseAt: T0 }));
      const found = async () =>
        (await store.usersToRelease({ limit: 10 })).map(({ workspaceId }) => workspaceId);
      expect(await found()).toEqual([GLOBEX, ACME]);
      expect(await store.usersToRelease({ limit: 1 })).toHaveLength(1);
      await store.endRelease(ACME, "user-1", T0);
      expect(await found()).toEqual([GLOBEX, ACME]);
      await store.endRelease(ACME, "user-1", T0 + 1);
      await store.endRelease(ACME, "unknown", T0 + 1);
      expect(await found()).toEqual([GLOBEX]);
      expect(await store.user(ACME, "user-1")).toEqual(aUser());
    });
  });
}

function testTokens(name: string, factory: StoreFactory): void {
  describe(`${name}: tokens`, () => {
    const bench = useWorkbench(factory);

    it("finds who bears a token, and what decides what it is good for", async () => {
      const { store } = bench();
      const token = aToken({ scopes: ["inbox:read"], expiresAt: T0 + MINUTE, name: "Bot" });
      await store.putWorkspace(aWorkspace());
      await store.putUser(aUser({ role: "rol_1" }));
      await store.putRole(aRole());
      await store.putTeam(aTeam({ memberIds: ["user-1", "user-2"] }));
      await store.putTeam(aTeam({ id: "team-2", memberIds: ["user-2"], leaderIds: ["user-1"] }));
      await store.putTeam(aTeam({ id: "team-3", memberIds: ["user-2"] }));
      await store.putTeam(aTeam({ workspaceId: GLOBEX, id: "team-4" }));
      await store.putToken(token);
      const { teams, ...bearer } = (await store.bearer(token.hash)) ?? { teams: [] };
      expect(bearer).toEqual({
        token,
        user: aUser({ role: "rol_1" }),
        role: aRole(),
        workspace: aWorkspace(),
      });
      expect(teams.map(({ id }) => id).sort()).toEqual(["team-1", "team-2"]);
      expect(await store.bearer(HASH)).toBeNull();
      expect(await store.bearer("")).toBeNull();
    });

    it("finds nothing beside the user where nothing was made", async () => {
      const { store } = bench();
      await store.putUser(aUser());
      await store.putRole(aRole({ workspaceId: GLOBEX }));
      await store.putWorkspace(aWorkspace({ id: GLOBEX }));
      await store.putToken(aToken());
      const nothing = { role: null, teams: [], workspace: null };
      expect(await store.bearer(aToken().hash)).toEqual({
        token: aToken(),
        user: aUser(),
        ...nothing,
      });
    });

    it("does not find a token whose user does not exist", async () => {
      await bench().store.putToken(aToken());
      expect(await bench().store.bearer(aToken().hash)).toBeNull();
    });

    it("lists those of a user that were not revoked, newest first", async () => {
      const { store } = bench();
      await store.putToken(aToken());
      await store.putToken(aToken({ hash: HASH, id: "tok_2", createdAt: T0 + 1 }));
      await store.putToken(aToken({ hash: "c".repeat(64), id: "tok_3", revokedAt: T0 }));
      await store.putToken(aToken({ hash: "d".repeat(64), id: "tok_4", userId: "user-2" }));
      await store.putToken(aToken({ hash: "e".repeat(64), workspaceId: GLOBEX }));
      const tokens = await store.tokens(ACME, "user-1");
      expect(tokens).toEqual([aToken({ hash: HASH, id: "tok_2", createdAt: T0 + 1 }), aToken()]);
    });

    it("revokes one token of a user", async () => {
      const { store } = bench();
      await store.putUser(aUser());
      await store.putToken(aToken());
      await store.putToken(aToken({ hash: HASH, id: "tok_2" }));
      const revoke = (userId: string, id: string, workspaceId = ACME) =>
        store.revokeToken({ workspaceId, userId, id }, T0);
      expect(await revoke("user-2", "tok_2")).toBe(false);
      expect(await revoke("user-1", "tok_2", GLOBEX)).toBe(false);
      expect(await revoke("user-1", "tok_2")).toBe(true);
      expect(await revoke("user-1", "tok_2")).toBe(false);
      expect(await store.bearer(HASH)).toBeNull();
      expect(await store.bearer(aToken().hash)).not.toBeNull();
    });

    it("revokes all tokens of a user, and of nobody else", async () => {
      const { store } = bench();
      await store.putUser(aUser());
      await store.putUser(aUser({ id: "user-2" }));
      await store.putUser(aUser({ workspaceId: GLOBEX }));
      await store.putToken(aToken());
      await store.putToken(aToken({ hash: HASH }));
      await store.putToken(aToken({ hash: "c".repeat(64), userId: "user-2" }));
      await store.putToken(aToken({ hash: "d".repeat(64), workspaceId: GLOBEX }));
      expect(await store.revokeTokens(ACME, "user-1", T0)).toBe(true);
      expect(await store.bearer(aToken().hash)).toBeNull();
      expect(await store.bearer(HASH)).toBeNull();
      expect(await store.bearer("c".repeat(64))).not.toBeNull();
      expect(await store.bearer("d".repeat(64))).not.toBeNull();
      expect(await store.revokeTokens(ACME, "user-1", T0)).toBe(false);
      expect(await store.revokeTokens(ACME, "unknown", T0)).toBe(false);
    });

    it("rotates a token once, of two at a time too, and shortens its life without lengthening it", async () => {
      const { store } = bench();
      await store.putUser(aUser());
      await store.putToken(aToken());
      const successors = [
        aToken({ hash: HASH, id: "tok_2" }),
        aToken({ hash: "c".repeat(64), id: "tok_3" }),
      ];
      const rotation = { rotatedAt: T0, expiresAt: T0 + MINUTE };
      const done = await Promise.all(
        successors.map((successor) => store.rotateToken(aToken(), successor, rotation)),
      );
      const [winner, ...others] = successors.filter((_, index) => done[index]);
      expect([winner === undefined, others]).toEqual([false, []]);
      expect(new Set((await store.tokens(ACME, "user-1")).map(({ id }) => id))).toEqual(
        new Set(["tok_1", winner?.id]),
      );
      expect((await store.bearer(aToken().hash))?.token).toEqual(aToken(rotation));
      const short = aToken({ hash: "d".repeat(64), id: "tok_4", expiresAt: T0 + 1 });
      await store.putToken(short);
      const next = aToken({ hash: "e".repeat(64), id: "tok_5" });
      expect(await store.rotateToken(short, next, rotation)).toBe(true);
      expect((await store.bearer(short.hash))?.token.expiresAt).toBe(T0 + 1);
    });

    it("does not rotate what was revoked, or is another workspace's", async () => {
      const { store } = bench();
      await store.putToken(aToken({ revokedAt: T0 }));
      await store.putToken(aToken({ hash: HASH, id: "tok_2" }));
      const rotation = { rotatedAt: T0, expiresAt: T0 + MINUTE };
      const next = aToken({ hash: "c".repeat(64), id: "tok_3" });
      expect(await store.rotateToken(aToken(), next, rotation)).toBe(false);
      expect((await store.tokens(ACME, "user-1")).map(({ id }) => id)).toEqual(["tok_2"]);
    });

    it("notes when a token was used and its user was at work, never backwards", async () => {
      const { store } = bench();
      await store.putUser(aUser());
      await store.putToken(aToken());
      const at = async () => {
        const { token, user } = (await store.bearer(aToken().hash)) ?? {};
        return [token?.lastUsedAt, user?.lastActiveAt];
      };
      expect(await at()).toEqual([null, null]);
      await store.noteUse(aToken(), T0 + 2);
      await store.noteUse(aToken(), T0 + 1);
      expect(await at()).toEqual([T0 + 2, T0 + 2]);
      await store.putUser(aUser({ name: "Ulla" }));
      await store.changeUser(ACME, "user-1", { name: "Uma" });
      expect((await store.users(ACME))[0]?.lastActiveAt).toBe(T0 + 2);
    });
  });
}

function testGroups(name: string, factory: StoreFactory): void {
  describe(`${name}: roles, teams and statuses`, () => {
    const bench = useWorkbench(factory);

    it("keeps, replaces, lists and removes roles of a workspace", async () => {
      const { store } = bench();
      await store.putRole(aRole({ id: "rol_2" }));
      await store.putRole(aRole());
      await store.putRole(aRole({ name: "Night shift" }));
      expect(await store.role(ACME, "rol_1")).toEqual(aRole({ name: "Night shift" }));
      expect(await store.role(GLOBEX, "rol_1")).toBeNull();
      expect((await store.roles(ACME)).map(({ id }) => id)).toEqual(["rol_1", "rol_2"]);
      expect(await store.deleteRole(GLOBEX, "rol_1")).toBe("unknown");
      expect(await store.deleteRole(ACME, "rol_1")).toBe("deleted");
      expect(await store.deleteRole(ACME, "rol_1")).toBe("unknown");
    });

    it("does not remove a role that somebody has", async () => {
      const { store } = bench();
      await store.putRole(aRole());
      await store.putUser(aUser({ workspaceId: GLOBEX, role: "rol_1" }));
      await store.putUser(aUser({ role: "rol_1", active: false }));
      expect(await store.deleteRole(ACME, "rol_1")).toBe("in_use");
      await store.changeUser(ACME, "user-1", { role: "seller" });
      expect(await store.deleteRole(ACME, "rol_1")).toBe("deleted");
    });

    it("keeps, replaces, lists and removes teams; who leaves one is not in it any more", async () => {
      const { store } = bench();
      await store.putUser(aUser());
      await store.putToken(aToken());
      const teams = async () => (await store.bearer(aToken().hash))?.teams.map(({ id }) => id);
      await store.putTeam(aTeam());
      await store.putTeam(aTeam({ id: "team-2" }));
      expect(await store.team(ACME, "team-1")).toEqual(aTeam());
      expect(await store.team(GLOBEX, "team-1")).toBeNull();
      expect((await store.teams(ACME)).map(({ id }) => id)).toEqual(["team-1", "team-2"]);
      await store.putTeam(aTeam({ memberIds: ["user-2"] }));
      expect(await teams()).toEqual(["team-2"]);
      expect(await store.deleteTeam(ACME, "team-2")).toBe(true);
      expect(await store.deleteTeam(ACME, "team-2")).toBe(false);
      expect(await teams()).toEqual([]);
    });

    it("keeps, replaces, lists and removes statuses", async () => {
      const { store } = bench();
      await store.putStatus(aUserStatus());
      await store.putStatus(aUserStatus({ id: "st_2", reply: "Back at two", afterIdleMs: MINUTE }));
      await store.putStatus(aUserStatus({ receives: true }));
      expect(await store.status(ACME, "st_1")).toEqual(aUserStatus({ receives: true }));
      expect(await store.status(GLOBEX, "st_1")).toBeNull();
      expect((await store.statuses(ACME)).map(({ id }) => id)).toEqual(["st_1", "st_2"]);
      expect(await store.deleteStatus(GLOBEX, "st_1")).toBe(false);
      expect(await store.deleteStatus(ACME, "st_1")).toBe(true);
      expect(await store.deleteStatus(ACME, "st_1")).toBe(false);
    });
  });
}
