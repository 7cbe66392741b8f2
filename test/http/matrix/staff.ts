import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { NO_PERMISSIONS, type Permissions } from "../../../src/domain/people/role.ts";
import { aRole, aTeam, aWorkspace } from "../../support/people-builders.ts";
import type { Bench } from "../support/bench.ts";
import { aPerson, type Person } from "../support/person.ts";
import type { Name } from "./people.ts";

export const GLOBEX = "globex";

/** Roles of the workspace's own; those who have one are called like it. */
const ROLES: Record<string, Partial<Permissions>> = {
  picker: { conversations: ["own", "unassigned"], contacts: ["own", "marketing"] },
  overseer: { conversations: ["all"] },
  marketer: { contacts: ["own", "marketing"] },
  keeper: { statuses: true },
  newcomer: {},
  // Nobody's, to be looked at and changed.
  rol_1: {},
};

/** Lets everybody in who asks in the matrix, with max and tom, whose conversations they ask for. */
export async function hireStaff(bench: Bench): Promise<Record<Name, Person>> {
  const { store, token, ask } = bench;
  const inDefault = { workspaceId: DEFAULT_WORKSPACE };
  for (const [id, permissions] of Object.entries(ROLES)) {
    const role = { ...inDefault, id, permissions: { ...NO_PERMISSIONS, ...permissions } };
    await store.putRole(aRole(role));
  }
  await aPerson(bench, { id: "max" });
  await aPerson(bench, { id: "tom" });
  const watch = { id: "watch", memberIds: ["watcher", "tom"], conversations: "view" } as const;
  await store.putTeam(aTeam({ ...inDefault, ...watch }));
  const work = { id: "work", memberIds: ["tom"], leaderIds: ["deputy"] };
  await store.putTeam(aTeam({ ...inDefault, ...work, conversations: "act" }));
  // A team that shares nothing gives nothing.
  const silent = { id: "silent", memberIds: ["seller", "max", "watcher", "deputy"] };
  await store.putTeam(aTeam({ ...inDefault, ...silent }));
  await store.putWorkspace(aWorkspace({ id: "lapsed", plan: "lite", addOns: [] }));
  const own = (id: string) => aPerson(bench, { id, role: id });
  return {
    admin: { id: "admin", token, ask },
    editor: await aPerson(bench, { id: "editor", role: "editor" }),
    seller: await aPerson(bench, { id: "seller" }),
    picker: await own("picker"),
    overseer: await own("overseer"),
    watcher: await aPerson(bench, { id: "watcher" }),
    deputy: await aPerson(bench, { id: "deputy" }),
    marketer: await own("marketer"),
    keeper: await own("keeper"),
    newcomer: await own("newcomer"),
    stranger: await aPerson(bench, {
      workspaceId: GLOBEX,
      id: "stranger",
      role: "administrator",
    }),
    lapsed: await aPerson(bench, { workspaceId: "lapsed", id: "lapsed", role: "administrator" }),
  };
}
