import { describe, expect, it } from "vitest";
import { accessOf, standingOf } from "../../../src/domain/people/access.ts";
import {
  BUILT_IN_ROLES,
  NO_PERMISSIONS,
  roleOf,
  type Role,
} from "../../../src/domain/people/role.ts";
import { covers } from "../../../src/domain/people/visibility.ts";
import type { TeamRights } from "../../../src/domain/people/team.ts";

const ME = { id: "me" };
const EDITOR = roleOf("editor", null);
const SELLER = roleOf("seller", null);

function roleWith(...conversations: Role["permissions"]["conversations"][number][]): Role {
  return { id: "rol_1", name: "Own role", permissions: { ...NO_PERMISSIONS, conversations } };
}

function aTeam(changes: Partial<TeamRights>): TeamRights {
  return { memberIds: ["me", "ana", "ben"], leaderIds: [], conversations: "view", ...changes };
}

/** Who of these may be seen and changed: `-`, `r` or `a` for each. */
function reach(role: Role, ...teams: TeamRights[]): string {
  const access = accessOf(ME, { role, teams, entitlements: ["inbox"] });
  const signs = { may_act: "a", may_read: "r", unknown: "-" };
  return ["me", "ana", "ben", "stranger", null]
    .map((owner) => signs[standingOf(access, owner)])
    .join("");
}

describe("the policy", () => {
  it.each([
    ["administrator", "aaaaa"],
    ["editor", "-----"],
    ["seller", "a----"],
  ])("gives a %s what the article says (R2.3 to R2.6)", (id, expected) => {
    expect(reach(roleOf(id, null))).toBe(expected);
  });

  it.each([
    [[], "-----"],
    [["own"], "a----"],
    [["unassigned"], "a---a"],
    [["own", "unassigned"], "a---a"],
    [["all"], "aaaaa"],
  ] as const)("gives a role with %j what it permits (R2.8)", (permissions, expected) => {
    expect(reach(roleWith(...permissions))).toBe(expected);
  });

  it.each([
    ["none", "a----"],
    ["view", "arr--"],
    ["act", "aaa--"],
  ] as const)(
    "lets equal members see each other's by a team that shares %s (Q15)",
    (share, all) => {
      expect(reach(SELLER, aTeam({ conversations: share }))).toBe(all);
    },
  );

  it("lets a leader see the members', and no member the leader's or another's (R2.12)", () => {
    const members = { memberIds: ["ana", "ben"], leaderIds: ["me"] };
    expect(reach(SELLER, aTeam({ ...members, conversations: "act" }))).toBe("aaa--");
    const led = { memberIds: ["me", "ben"], leaderIds: ["ana"] };
    expect(reach(SELLER, aTeam({ ...led, conversations: "act" }))).toBe("a----");
  });

  it("gives nothing by a team one is not in", () => {
    expect(reach(SELLER, aTeam({ memberIds: ["ana", "ben"] }))).toBe("a----");
  });

  it("adds up teams: what one lets see, another may let change", () => {
    const see = aTeam({ memberIds: ["me", "ana", "ben"] });
    const change = aTeam({ memberIds: ["me", "ben"], conversations: "act" });
    expect(reach(SELLER, see, change)).toBe("ara--");
  });

  it("gives an editor no inbox by any team (R2.6)", () => {
    expect(reach(EDITOR, aTeam({ conversations: "act" }))).toBe("-----");
  });

  it("gives a role that is not there any more nothing", () => {
    expect(reach(roleOf("rol_gone", null))).toBe("-----");
  });

  it("gives nobody an inbox where the plan has none (Q16)", () => {
    for (const role of BUILT_IN_ROLES) {
      const { read, act } = accessOf(ME, { role, teams: [], entitlements: [] });
      expect([covers(read, "me"), covers(act, null)]).toEqual([false, false]);
    }
  });

  it("never lets somebody change what they may not see", () => {
    const roles = [...BUILT_IN_ROLES, roleWith("unassigned"), roleWith()];
    const shares = ["none", "view", "act"] as const;
    for (const role of roles) {
      for (const conversations of shares) {
        const { read, act } = accessOf(ME, {
          role,
          teams: [aTeam({ conversations })],
          entitlements: ["inbox"],
        });
        if (read.kind === "all" || act.kind === "all") {
          expect(read.kind).toBe("all");
          continue;
        }
        expect(act.ownerIds.filter((id) => !read.ownerIds.includes(id))).toEqual([]);
        expect(act.unassigned && !read.unassigned).toBe(false);
      }
    }
  });
});

describe("the contacts that somebody manages (R2.9)", () => {
  it.each([
    [[], { kind: "limited", ownerIds: [], marketing: false }],
    [["own"], { kind: "limited", ownerIds: ["me"], marketing: false }],
    [["marketing"], { kind: "limited", ownerIds: [], marketing: true }],
    [["own", "marketing"], { kind: "limited", ownerIds: ["me"], marketing: true }],
    [["own", "all"], { kind: "all" }],
  ] as const)("with %j are %j", (contacts, expected) => {
    const role = { id: "rol_1", name: "Own role", permissions: { ...NO_PERMISSIONS, contacts } };
    expect(accessOf(ME, { role, teams: [], entitlements: [] }).contacts).toEqual(expected);
  });
});
