/** Whom a backtest picks, beside whom the live step picks in the same place: of the same users, while the same person has the conversation. */
import { beforeEach, expect, test } from "vitest";
import { createRandom } from "../../../bench/support/statistics.ts";
import type { EffectTask } from "../../../src/domain/automation/effect.ts";
import { flowDefinitionSchema } from "../../../src/domain/automation/flow.ts";
import { effectIdOf } from "../../../src/domain/automation/run.ts";
import type { UserId } from "../../../src/domain/ids.ts";
import { newUser } from "../../../src/domain/people/user.ts";
import type { Choose } from "../../../src/machines/automation/rehearsal/stand-in.ts";
import { assignEffect } from "../../../src/workers/automation/assign-effect.ts";
import { createPicks } from "../../../src/workers/automation/backtest/picks.ts";
import { anEffect } from "../../support/automation-builders.ts";
import { ACME, T0 } from "../../support/builders.ts";
import { aTeam, aUserStatus } from "../../support/people-builders.ts";
import { useEffects } from "./support/effect-bench.ts";

const bench = useEffects();

type Assign = EffectTask & { kind: "assign" };
type Pick = Assign["to"] & { kind: "pick" };

const GROUPS: Pick["among"][] = [
  { kind: "role", roleId: "seller" },
  { kind: "team", teamId: "team-1" },
  { kind: "users", userIds: ["user-a"] },
  { kind: "users", userIds: ["user-away"] },
];
const OWNERS = [null, "user-a", "user-b", "user-away"];

beforeEach(async () => {
  const { store } = bench();
  await store.putStatus(aUserStatus({ id: "st_lunch", receives: false }));
  for (const id of ["user-a", "user-b", "user-c", "user-away"]) {
    const user = newUser({ workspaceId: ACME, id, name: id, role: "seller", createdAt: T0 });
    const isAway = id === "user-away";
    await store.putUser({ ...user, ...(isAway && { statusId: "st_lunch", statusSince: T0 }) });
  }
  await store.putTeam(aTeam({ memberIds: ["user-b", "user-c"], leaderIds: ["user-a"] }));
});

/** Picks of a backtest over a flow that picks among all the groups. */
async function picksOfABacktest(): Promise<Choose> {
  const steps = GROUPS.map((among, at) => ({
    id: `s${at}`,
    do: "assign",
    to: { kind: "pick", among, by: "roundRobin" },
  }));
  const start = { on: "manual" };
  const written = { name: "Picks", start, first: "s0", steps: steps.map(inARow) };
  const { effectDeps } = bench();
  return (await createPicks(ACME, [flowDefinitionSchema.parse(written)], effectDeps))();
}

const inARow = (step: { id: string }, at: number, all: readonly { id: string }[]) => ({
  ...step,
  next: all[at + 1]?.id ?? null,
});

async function isGivenTo(userId: UserId | null): Promise<void> {
  const { address, ask, settle } = bench();
  const target = userId === null ? { kind: "nobody" as const } : { kind: "user" as const, userId };
  await ask(address, { name: "assign", target, markUnread: false });
  await settle(address);
}

async function ownerNow(): Promise<UserId | null> {
  const { workspaceId, conversationId } = bench().address;
  const row = await bench().store.conversation(workspaceId, conversationId);
  return row!.conversation.facts.ownerId;
}

let effects = 0;
/** Whom the live step gives the conversation to, as it is now; null: nobody. */
async function pickedLive(task: Assign, stepId: string): Promise<UserId | null> {
  const { conversationId } = bench().address;
  const id = effectIdOf(`run-${++effects}`, stepId, 1);
  const claim = { attempts: 1, failures: 0, nextAttemptAt: T0, leaseUntil: null };
  const place = { workspaceId: ACME, conversationId };
  const effect = { ...anEffect({ stepId, task }), id, ...place, ...claim };
  const end = await assignEffect(task, effect, bench().effectDeps);
  const given = end.kind === "command" && end.command.name === "assign" ? end.command.target : null;
  return given?.kind === "user" ? given.userId : null;
}

const CASES = GROUPS.flatMap((among) =>
  OWNERS.flatMap((ownerId) =>
    (["roundRobin", "fewestOpen"] as const).flatMap((by) =>
      [true, false].map((onlyIfUnassigned) => ({ among, ownerId, by, onlyIfUnassigned })),
    ),
  ),
);

test.each(CASES)(
  "by $by among $among, of $ownerId, only if unassigned: $onlyIfUnassigned",
  async ({ among, ownerId, by, onlyIfUnassigned }) => {
    const to: Pick = { kind: "pick", among, by };
    const task: Assign = { kind: "assign", to, onlyIfUnassigned, markUnread: false };
    if (ownerId !== null) await isGivenTo(ownerId);
    const choose = await picksOfABacktest();
    const rehearsed = choose(task, { flowId: "flow-1", stepId: "give" }, await ownerNow());
    expect(rehearsed).toBe(await pickedLive(task, "give"));
  },
);

test.each(["user-a", "user-away", "user-gone"])("whom the flow names: %s", async (userId) => {
  const task: Assign = {
    kind: "assign",
    to: { kind: "user", userId },
    onlyIfUnassigned: false,
    markUnread: false,
  };
  const choose = await picksOfABacktest();
  const rehearsed = choose(task, { flowId: "flow-1", stepId: "give" }, await ownerNow());
  expect(rehearsed).toBe(await pickedLive(task, "give"));
  expect(rehearsed).toBe(userId === "user-a" ? "user-a" : null);
});

test.each([1, 2, 3, 4, 5])(
  "by turns, one after the other, whoever has it meanwhile: seed %i",
  async (seed) => {
    const random = createRandom(seed);
    const any = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
    const choose = await picksOfABacktest();
    for (let count = 0; count < 30; count++) {
      if (random() < 0.4) await isGivenTo(any(OWNERS));
      const to: Pick = { kind: "pick", among: any(GROUPS), by: "roundRobin" };
      const onlyIfUnassigned = random() < 0.3;
      const task: Assign = { kind: "assign", to, onlyIfUnassigned, markUnread: false };
      const stepId = any(["one", "two"]);
      const before = await ownerNow();
      const live = await pickedLive(task, stepId);
      expect([count, choose(task, { flowId: "flow-1", stepId }, before)]).toEqual([count, live]);
      if (live !== null && !(onlyIfUnassigned && before !== null)) await isGivenTo(live);
    }
  },
);
