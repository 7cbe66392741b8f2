/** Whom flows pick (Q42, R2.11, R11.2): of a role and of a team, by turns and by numbers, among those whose status receives. */
import { describe, expect, it } from "vitest";
import { addAgent, conversation, insist, type Agent } from "../acceptance/inbox.ts";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { begins, ON_START } from "./support/begins.ts";
import {
  activitiesOf,
  aScene,
  order,
  runsOf,
  pathOf,
  type Person,
  type Scene,
} from "./support/scene.ts";

const system = useOneWholeSystem();

interface Group {
  among: object;
  /** In the order of their turns. */
  members: Agent[];
}

const inTurn = (agents: Agent[]): Agent[] => agents.toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** Two people of a role of their own, and nobody else in it. */
async function aRoleOfTwo(): Promise<Group> {
  const { ask } = system();
  const role = await insist<{ id: string }>(ask, "POST", "/v1/roles", {
    name: "Mostrador",
    permissions: { conversations: ["own"] },
  });
  const members = [
    await addAgent(system(), "Marta", role.id),
    await addAgent(system(), "Leo", role.id),
  ];
  return { among: { kind: "role", roleId: role.id }, members: inTurn(members) };
}

/** Two members of a team, whose leader is given nothing. */
async function aTeamOfTwo(): Promise<Group> {
  const { ask } = system();
  const members = [await addAgent(system(), "Marta"), await addAgent(system(), "Leo")];
  const leader = await addAgent(system(), "Jefa");
  const team = await insist<{ id: string }>(ask, "POST", "/v1/teams", {
    name: "Norte",
    memberIds: members.map(({ id }) => id),
    leaderIds: [leader.id],
  });
  return { among: { kind: "team", teamId: team.id }, members: inTurn(members) };
}

const GROUPS = [
  ["a role", aRoleOfTwo],
  ["a team", aTeamOfTwo],
] as const;

/** A line whose new conversations are given so. */
async function givingScene({ among }: Group, by: string): Promise<Scene & { flowId: string }> {
  const scene = await aScene(system());
  const to = { kind: "pick", among, by };
  const flowId = await scene.flow({
    start: ON_START,
    first: "give",
    steps: [{ id: "give", do: "assign", to }],
  });
  return { ...scene, flowId };
}

const ownerOf = async ({ ask }: Scene, { id }: Person): Promise<string | null> =>
  (await conversation(ask, id)).owner?.id ?? null;

/** Somebody writes for the first time: whose it is once the flow has been through. */
async function given(
  scene: Scene & { flowId: string },
): Promise<{ person: Person; owner: string | null }> {
  const person = scene.person();
  await person.says("Hola");
  const hasEnded = async () =>
    (await runsOf(scene, scene.flowId)).find(({ conversationId }) => conversationId === person.id)
      ?.state;
  await expectSoon(hasEnded).toBe("completed");
  return { person, owner: await ownerOf(scene, person) };
}

const isAway = async ({ ask }: Agent, receives: boolean): Promise<void> => {
  const body = { name: receives ? "En llamada" : "Almuerzo", receives };
  const { id: statusId } = await insist<{ id: string }>(system().ask, "POST", "/v1/statuses", body);
  await insist(ask, "PUT", "/v1/users/me/status", { statusId });
};
const isBack = ({ ask }: Agent) =>
  insist(ask, "PUT", "/v1/users/me/status", { statusId: "online" });

describe.each(GROUPS)("of %s", (_, aGroup) => {
  it("by turns: one after the other, and round again", async () => {
    const group = await aGroup();
    const [first, second] = group.members as [Agent, Agent];
    const scene = await givingScene(group, "roundRobin");
    const owners: (string | null)[] = [];
    for (let count = 0; count < 4; count++) owners.push((await given(scene)).owner);
    expect(owners).toEqual([first.id, second.id, first.id, second.id]);
  });

  it("by turns: whose status receives nothing is passed over, and has their turn again when back", async () => {
    const group = await aGroup();
    const [first, second] = group.members as [Agent, Agent];
    const scene = await givingScene(group, "roundRobin");
    await isAway(first, false);
    expect((await given(scene)).owner).toBe(second.id);
    await isAway(first, true);
    expect((await given(scene)).owner).toBe(first.id);
    await isBack(first);
    expect((await given(scene)).owner).toBe(second.id);
  });

  it("by numbers: who has the fewest open, of which what is closed is none", async () => {
    const group = await aGroup();
    const [first, second] = group.members as [Agent, Agent];
    const scene = await givingScene(group, "fewestOpen");
    const one = await given(scene);
    const two = await given(scene);
    expect([one.owner, two.owner]).toEqual([first.id, second.id]);
    await order(scene, two.person.id, "close", { description: "Listo" });
    expect((await given(scene)).owner).toBe(second.id);
    await order(scene, one.person.id, "close", { description: "Listo" });
    expect((await given(scene)).owner).toBe(first.id);
  });

  it("by numbers: whose status receives nothing is passed over, however little they have", async () => {
    const group = await aGroup();
    const [first, second] = group.members as [Agent, Agent];
    const scene = await givingScene(group, "fewestOpen");
    await isAway(first, false);
    expect((await given(scene)).owner).toBe(second.id);
    expect((await given(scene)).owner).toBe(second.id);
    await isBack(first);
    expect((await given(scene)).owner).toBe(first.id);
  });

  it("by either: nobody, where nobody receives", async () => {
    const group = await aGroup();
    for (const member of group.members) await isAway(member, false);
    for (const by of ["roundRobin", "fewestOpen"]) {
      const scene = await givingScene(group, by);
      expect((await given(scene)).owner).toBeNull();
      const [run] = await runsOf(scene, scene.flowId);
      expect(await pathOf(scene, run!)).toEqual(["give: nobody"]);
    }
  });
});

it("by turns from somebody who has it: to another one of the team each time", async () => {
  const { among, members } = await aTeamOfTwo();
  const give = {
    do: "assign",
    to: { kind: "pick", among, by: "roundRobin" },
    onlyIfUnassigned: false,
  };
  const { scene, ana, flowId } = await begins(system(), [
    { ...give, id: "one", next: "two" },
    { ...give, id: "two", next: "three" },
    { ...give, id: "three" },
  ]);
  await expectSoon(async () => (await runsOf(scene, flowId))[0]?.state).toBe("completed");
  const [first] = members as [Agent, Agent];
  const activities = (await activitiesOf(scene, ana.id)).map(({ activity }) => activity);
  const handed = activities.filter((what) => what === "assigned" || what === "handed_over");
  expect(handed).toHaveLength(3);
  expect(await ownerOf(scene, ana)).toBe(first.id);
});
