import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { NO_PERMISSIONS } from "../../../src/domain/people/role.ts";
import { createRandom, type Random } from "../../../src/simulator/random.ts";
import { LINE } from "../../support/builders.ts";
import { aRole, aTeam } from "../../support/people-builders.ts";
import type { Bench } from "../support/bench.ts";
import { aPerson, type Person } from "../support/person.ts";
import { textMessage, webhook } from "../support/webhooks.ts";

/** Somebody whose rights were drawn by lot, written down beside the store. */
export interface Member extends Person {
  conversations: readonly ("own" | "unassigned" | "all")[];
  contacts: readonly ("own" | "marketing" | "all")[];
}

export interface Talk {
  id: string;
  contactId: string;
  phone: string;
  ownerId: string | null;
  isClosed: boolean;
  isUnread: boolean;
}

interface Group {
  memberIds: string[];
  leaderIds: string[];
  conversations: "none" | "view" | "act";
}

/** People, teams and conversations by lot. */
export interface Crowd {
  members: Member[];
  talks: Talk[];
  sees(member: Member, talk: Talk): boolean;
  changes(member: Member, talk: Talk): boolean;
}

const some = <T>(random: Random, all: readonly T[]): T[] => all.filter(() => random.chance(0.4));

export async function gather(
  bench: Bench,
  { seed, people, talks: count }: { seed: number; people: number; talks: number },
): Promise<Crowd> {
  const random = createRandom(seed);
  const members: Member[] = [];
  for (let at = 0; at < people; at += 1) {
    const id = `user${at}`;
    const conversations = some(random, [
      "own",
      "unassigned",
      ...(random.chance(0.2) ? ["all" as const] : []),
    ] as const);
    const contacts = some(random, ["own", "marketing", "all"] as const);
    const permissions = { ...NO_PERMISSIONS, conversations, contacts };
    await bench.store.putRole(aRole({ workspaceId: DEFAULT_WORKSPACE, id, permissions }));
    members.push({ ...(await aPerson(bench, { id, role: id })), conversations, contacts });
  }
  const ids = members.map(({ id }) => id);
  const teams: Group[] = [];
  for (let at = 0; at < people / 2; at += 1) {
    const memberIds = some(random, ids);
    const leaderIds = random.chance(0.5)
      ? some(
          random,
          ids.filter((id) => !memberIds.includes(id)),
        )
      : [];
    const conversations = random.pick(["none", "view", "act"] as const);
    const team = { memberIds, leaderIds: leaderIds.slice(0, 10), conversations };
    await bench.store.putTeam(aTeam({ workspaceId: DEFAULT_WORKSPACE, id: `team${at}`, ...team }));
    teams.push(team);
  }
  const owners = members.filter(({ conversations }) => conversations.length > 0);
  const talks: Talk[] = [];
  for (let at = 0; at < count; at += 1) {
    const ownerId = random.chance(0.25) ? null : random.pick(owners).id;
    talks.push(await talk(bench, random, { phone: `55119${String(10_000_000 + at)}`, ownerId }));
  }
  return { members, talks, sees: seeing(teams, ["view", "act"]), changes: seeing(teams, ["act"]) };
}

async function talk(
  { hear, ask, engine }: Bench,
  random: Random,
  { phone, ownerId }: Pick<Talk, "phone" | "ownerId">,
): Promise<Talk> {
  await hear(webhook({ messages: [textMessage(`wamid.${phone}`, { from: phone })] }));
  const id = engine.rings.at(-1)?.conversations[0]?.conversationId ?? "";
  const path = `/v1/conversations/${id}`;
  const [isClosed, isUnread] = [random.chance(0.3), random.chance(0.5)];
  // Read while it is nobody's: an administrator's look at what is somebody's does not count (Q10).
  if (!isUnread) await ask("POST", `${path}/read`, {});
  if (ownerId !== null) {
    await ask("POST", `${path}/assign`, { target: { kind: "user", userId: ownerId } });
  }
  if (isClosed) await ask("POST", `${path}/close`, { description: "done" });
  return { id, contactId: id.slice(LINE.length + 1), phone, ownerId, isClosed, isUnread };
}

/** The rules in their own words (R2.4 to R2.8, R2.12), beside the policy that they judge. */
function seeing(teams: readonly Group[], levels: readonly Group["conversations"][]) {
  return ({ id, conversations }: Member, { ownerId }: Talk): boolean => {
    if (conversations.length === 0) return false;
    if (conversations.includes("all")) return true;
    if (ownerId === null) return conversations.includes("unassigned");
    if (ownerId === id) return true;
    return teams.some((team) => {
      if (!levels.includes(team.conversations) || !team.memberIds.includes(ownerId)) return false;
      const { memberIds, leaderIds } = team;
      return leaderIds.length > 0 ? leaderIds.includes(id) : memberIds.includes(id);
    });
  };
}
