import { beforeEach, expect, test } from "vitest";
import type { EffectTask } from "../../../src/domain/automation/effect.ts";
import { newUser } from "../../../src/domain/people/user.ts";
import { ACME, T0 } from "../../support/builders.ts";
import { aRole, aTeam, aUserStatus } from "../../support/people-builders.ts";
import { useEffects } from "./support/effect-bench.ts";

const bench = useEffects();

type Assign = EffectTask & { kind: "assign" };
const toSellers: Assign["to"] = {
  kind: "pick",
  among: { kind: "role", roleId: "seller" },
  by: "roundRobin",
};
const assign = (to: Assign["to"] = toSellers, changes: Partial<Assign> = {}): Assign => ({
  kind: "assign",
  to,
  onlyIfUnassigned: true,
  markUnread: false,
  ...changes,
});

const addUser = (id: string, changes: object = {}) =>
  bench().store.putUser({
    ...newUser({ workspaceId: ACME, id, name: id, role: "seller", createdAt: T0 }),
    ...changes,
  });

beforeEach(async () => {
  for (const id of ["user-a", "user-b", "user-c"]) await addUser(id);
});

/** Who is chosen, in turn, by as many steps as there are tasks; each at the same place of the flow. */
async function chosenBy(...tasks: Assign[]) {
  await bench().decide(...tasks);
  await bench().work();
  const came = await bench().came();
  return came.map((one) => {
    if (!("command" in one) || one.command.name !== "assign") return one;
    const { target } = one.command;
    return target.kind === "user" ? target.userId : target.kind;
  });
}

test("a user is chosen of a role, and the command says of how many and by which rule", async () => {
  await bench().decide(assign());
  await bench().work();
  expect(await bench().came()).toEqual([
    {
      effectId: "run-1/s1/1",
      depth: 1,
      actor: "flow-1",
      command: {
        name: "assign",
        target: { kind: "user", userId: "user-a" },
        markUnread: false,
        expectedOwnerId: null,
        chosen: { by: "roundRobin", of: 3 },
      },
    },
  ]);
  expect(bench().doorbell.rings).toContain(`live ${bench().address.conversationId}`);
});

test("whoever is switched off, has no inbox or is in a status that receives nothing is passed over", async () => {
  await bench().store.putStatus(aUserStatus({ id: "st_lunch", receives: false }));
  await bench().store.putStatus(aUserStatus({ id: "st_phone", receives: true }));
  await addUser("user-a", { active: false });
  await addUser("user-b", { statusId: "st_lunch", statusSince: T0 });
  await addUser("user-c", { statusId: "st_phone", statusSince: T0 });
  await addUser("user-d", { role: "editor" });
  const all = ["user-a", "user-b", "user-c", "user-d"];
  const among = { kind: "users", userIds: all } as const;
  expect(await chosenBy(assign({ kind: "pick", among, by: "roundRobin" }))).toEqual(["user-c"]);
});

test("somebody idle, whom a status takes after a while, is passed over from then on", async () => {
  await bench().store.putStatus(aUserStatus({ id: "st_idle", afterIdleMs: 60_000 }));
  for (const id of ["user-a", "user-b"]) await addUser(id, { createdAt: T0 - 60_000 });
  expect(await chosenBy(assign())).toEqual(["user-c"]);
});

test("a role of the workspace's own counts by what it permits", async () => {
  const permissions = { conversations: ["own"], contacts: [], statuses: false } as const;
  await bench().store.putRole(aRole({ id: "rol_in", permissions }));
  await bench().store.putRole(aRole({ id: "rol_out" }));
  await addUser("user-x", { role: "rol_in" });
  await addUser("user-y", { role: "rol_out" });
  const among = { kind: "users" as const, userIds: ["user-x", "user-y"] };
  expect(await chosenBy(assign({ kind: "pick", among, by: "roundRobin" }))).toEqual(["user-x"]);
});

test("of a team its members are chosen, and not its leaders", async () => {
  await bench().store.putTeam(aTeam({ memberIds: ["user-b"], leaderIds: ["user-a"] }));
  const among = { kind: "team", teamId: "team-1" } as const;
  expect(await chosenBy(assign({ kind: "pick", among, by: "roundRobin" }))).toEqual(["user-b"]);
});

test.each<[string, Assign["to"]]>([
  ["a team that is not there", { ...toSellers, among: { kind: "team", teamId: "none" } }],
  ["a role that nobody has", { ...toSellers, among: { kind: "role", roleId: "none" } }],
  ["a user who is not there", { kind: "user", userId: "none" }],
  ["the owner of a contact without one", { kind: "contactOwner" }],
])("%s leads to nobody", async (_what, to) => {
  expect(await chosenBy(assign(to))).toMatchObject([{ result: { kind: "nobody" } }]);
});

test("a user whom the flow names gets it, unless their status receives nothing", async () => {
  const toA = assign({ kind: "user", userId: "user-a" });
  await bench().store.putStatus(aUserStatus({ id: "st_lunch" }));
  expect(await chosenBy(toA)).toEqual(["user-a"]);
  await addUser("user-a", { statusId: "st_lunch", statusSince: T0 });
  expect((await chosenBy(toA)).at(-1)).toMatchObject({ result: { kind: "nobody" } });
});

test("fewest open goes by who has the fewest, and by turns among those who have equally few", async () => {
  const { store } = bench();
  const counts = new Map([
    ["user-a", 4],
    ["user-b", 1],
    ["user-c", 1],
  ]);
  const counting = { ...store, openCounts: async () => counts };
  await bench().decide(assign({ ...toSellers, by: "fewestOpen" }));
  await bench().work({ store: counting });
  expect(await bench().came()).toMatchObject([
    { command: { target: { userId: "user-b" }, chosen: { by: "fewestOpen", of: 3 } } },
  ]);
});

test("where somebody has the conversation nobody loses their turn, and the mailbox decides", async () => {
  const { address, ask, settle, store } = bench();
  await ask(address, {
    name: "assign",
    target: { kind: "user", userId: "user-c" },
    markUnread: false,
  });
  await settle(address);
  await bench().decide(assign());
  await bench().work();
  const [came] = await bench().came();
  expect(came).toMatchObject({ command: { expectedOwnerId: null } });
  const turn = { workspaceId: ACME, pointer: "flow-1 s1", effectId: "other" };
  expect(await store.takeTurn({ ...turn, userIds: ["user-a", "user-b"] })).toBe("user-a");
});

test("a step that may take it from somebody expects no owner", async () => {
  await bench().decide(assign(toSellers, { onlyIfUnassigned: false, markUnread: true }));
  await bench().work();
  const [came] = await bench().came();
  expect(came).toMatchObject({ command: { name: "assign", markUnread: true } });
  expect(came).not.toHaveProperty("command.expectedOwnerId");
});

test("a step that takes it from somebody gives it to another one, by turns; or leaves it where there is nobody else", async () => {
  const { address, ask, settle } = bench();
  const target = { kind: "user", userId: "user-a" } as const;
  await ask(address, { name: "assign", target, markUnread: false });
  await settle(address);
  const taking = assign(toSellers, { onlyIfUnassigned: false });
  expect(await chosenBy(taking)).toEqual(["user-b"]);
  const alone: Assign["to"] = { ...toSellers, among: { kind: "users", userIds: ["user-a"] } };
  const onlyThem = assign(alone, { onlyIfUnassigned: false });
  expect((await chosenBy(onlyThem)).at(-1)).toBe("user-a");
});
