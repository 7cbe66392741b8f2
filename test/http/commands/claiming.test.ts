import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { NO_PERMISSIONS } from "../../../src/domain/people/role.ts";
import { aRole } from "../../support/people-builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson, type Person } from "../support/person.ts";

const bench = useBench();

/** Somebody who takes conversations from the queue, and sees nobody else's. */
async function picker(id: string): Promise<Person> {
  const permissions = { ...NO_PERMISSIONS, conversations: ["own", "unassigned"] as const };
  const role = aRole({ workspaceId: DEFAULT_WORKSPACE, id: "picker", permissions });
  await bench().store.putRole(role);
  return aPerson(bench(), { id, name: `The ${id}`, role: role.id });
}

const claim = async ({ ask }: Person, id: string, headers: Record<string, string> = {}) =>
  ask("POST", `/v1/conversations/${id}/claim`, undefined, headers);

describe("who sees nothing of others and claims what somebody has just claimed", () => {
  it("is told 409 with who, however late the request came in", async () => {
    const id = await bench().converse();
    const [winner, loser] = [await picker("first"), await picker("second")];
    expect((await claim(winner, id)).statusCode).toBe(200);
    const lost = await claim(loser, id);
    expect(problemOf(lost)).toMatchObject({ status: 409, code: "conversation.already_assigned" });
    expect(lost.json()).toMatchObject({
      owner: { id: "first", name: "The first" },
      version: 2,
      commands: [],
    });
  });

  it("is told the same beside an ETag", async () => {
    const id = await bench().converse();
    const [winner, loser] = [await picker("first"), await picker("second")];
    const seen = { "if-match": '"v1"' };
    expect((await claim(winner, id, seen)).statusCode).toBe(200);
    const lost = await claim(loser, id, seen);
    expect(problemOf(lost)).toMatchObject({ status: 412, code: "conversation.version_conflict" });
    expect(lost.json()).toMatchObject({ owner: { id: "first" }, version: 2, commands: [] });
  });

  it("has it when it was given back meanwhile", async () => {
    const id = await bench().converse();
    const [winner, other] = [await picker("first"), await picker("second")];
    await claim(winner, id);
    const nobody = { target: { kind: "nobody" } };
    await winner.ask("POST", `/v1/conversations/${id}/assign`, nobody);
    expect((await claim(other, id)).json()).toMatchObject({ owner: { id: "second" } });
  });

  it("is told nothing once the race is over, nor of what it never saw", async () => {
    const id = await bench().converse();
    const [winner, late] = [await picker("first"), await picker("second")];
    await claim(winner, id);
    bench().clock.advance(10_001);
    expect(problemOf(await claim(late, id)).code).toBe("conversation.unknown");

    const given = await bench().converse("wamid.2", { from: "5511900000002" });
    const to = { target: { kind: "user", userId: "first" } };
    await bench().ask("POST", `/v1/conversations/${given}/assign`, to);
    expect(problemOf(await claim(late, given)).code).toBe("conversation.unknown");
    // Whoever may take nothing from the queue saw nothing of it.
    const free = await bench().converse("wamid.3", { from: "5511900000003" });
    const seller = await aPerson(bench(), { id: "seller" });
    await claim(winner, free);
    expect(problemOf(await claim(seller, free)).code).toBe("conversation.unknown");
  });
});
