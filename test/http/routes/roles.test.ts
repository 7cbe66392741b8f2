import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson, type Person } from "../support/person.ts";

const bench = useBench();

interface RoleAnswer {
  id: string;
  permissions: Record<string, unknown>;
}

async function aRoleWith(permissions: object): Promise<string> {
  const made = await bench().ask("POST", "/v1/roles", { name: "Recepción", permissions });
  expect(made.statusCode).toBe(201);
  return made.json<RoleAnswer>().id;
}

const seen = async ({ ask }: Person) =>
  (await ask("GET", "/v1/conversations")).json<{ items: { id: string }[] }>().items.length;

describe("roles", () => {
  it("are three that never change (R2.3)", async () => {
    const { ask } = bench();
    const { items } = (await ask("GET", "/v1/roles")).json();
    expect(items).toMatchObject([
      { id: "administrator", name: "Administrador", builtIn: true },
      { id: "editor", name: "Editor", permissions: { conversations: [] } },
      { id: "seller", name: "Vendedor", permissions: { conversations: ["own"] } },
    ]);
    for (const { id } of items) {
      for (const method of ["PATCH", "DELETE"] as const) {
        const answer = await ask(method, `/v1/roles/${id}`, method === "PATCH" ? {} : undefined);
        expect(problemOf(answer)).toMatchObject({ status: 409, code: "role.built_in" });
      }
    }
  });

  it("of the workspace's own begin with nothing (R2.7)", async () => {
    const { ask } = bench();
    const made = (await ask("POST", "/v1/roles", { name: "Nueva" })).json<RoleAnswer>();
    const nothing = { conversations: [], contacts: [], statuses: false };
    expect(made).toMatchObject({ builtIn: false, permissions: nothing });
    expect((await ask("GET", `/v1/roles/${made.id}`)).json()).toEqual(made);
    const person = await aPerson(bench(), { id: "eva", role: made.id });
    for (const url of ["/v1/conversations", "/v1/contacts"]) {
      expect((await person.ask("GET", url)).statusCode).toBe(403);
    }
  });

  it("permit by name what is their own, what is nobody's, or all (R2.8)", async () => {
    const { ask, converse } = bench();
    const id = await converse("wamid.1", { from: "5511900000001" });
    await converse("wamid.2", { from: "5511900000002" });
    await converse("wamid.3", { from: "5511900000003" });
    const roles = [["own"], ["own", "unassigned"], ["unassigned"], ["all"]];
    const counts: number[] = [];
    for (const [index, conversations] of roles.entries()) {
      const role = await aRoleWith({ conversations });
      const person = await aPerson(bench(), { id: `p${index}`, role });
      const target = { kind: "user", userId: person.id };
      await ask("POST", `/v1/conversations/${id}/assign`, { target });
      counts.push(await seen(person));
    }
    expect(counts).toEqual([1, 3, 3, 3]);
  });

  it("change at once for whoever has them, and take the inbox and its conversations away", async () => {
    const { ask, store, clock, converse } = bench();
    await converse();
    const role = await aRoleWith({ conversations: ["all"] });
    const person = await aPerson(bench(), { id: "eva", role });
    expect(await seen(person)).toBe(1);
    await ask("PATCH", `/v1/roles/${role}`, { permissions: { conversations: ["own"] } });
    expect(await seen(person)).toBe(0);
    const changed = await ask("PATCH", `/v1/roles/${role}`, { permissions: { conversations: [] } });
    expect(changed.json()).toMatchObject({ name: "Recepción" });
    expect((await person.ask("GET", "/v1/conversations")).statusCode).toBe(403);
    const releaseAt = async () => (await store.user(DEFAULT_WORKSPACE, "eva"))?.releaseAt;
    expect(await releaseAt()).toBe(clock.now());
    await ask("PATCH", `/v1/roles/${role}`, { permissions: { conversations: ["own"] } });
    expect(await releaseAt()).toBeNull();
  });

  it("cannot be removed while somebody has them", async () => {
    const { ask } = bench();
    const role = await aRoleWith({});
    await aPerson(bench(), { id: "eva", role });
    const used = await ask("DELETE", `/v1/roles/${role}`);
    expect(problemOf(used)).toMatchObject({ status: 409, code: "role.in_use" });
    await ask("PATCH", "/v1/users/eva", { role: "seller" });
    expect((await ask("DELETE", `/v1/roles/${role}`)).statusCode).toBe(204);
    for (const method of ["GET", "DELETE"] as const) {
      expect((await ask(method, `/v1/roles/${role}`)).statusCode).toBe(404);
    }
  });

  it.each([
    [{ permissions: { conversations: ["everything"] } }, "body.permissions.conversations.0"],
    [{ permissions: { conversations: ["own", "own"] } }, "body.permissions.conversations"],
    [{ permissions: { administrator: true } }, "body.permissions.administrator"],
    [{ permissions: [] }, "body.permissions"],
    [{ name: " " }, "body.name"],
  ])("refuse %j and say where", async (body, field) => {
    const answer = await bench().ask("POST", "/v1/roles", { name: "X", ...body });
    expect(problemOf(answer)).toEqual({ status: 400, code: "request.invalid", fields: [field] });
  });
});

describe("teams", () => {
  let eva: Person;
  let max: Person;

  beforeEach(async () => {
    eva = await aPerson(bench(), { id: "eva" });
    max = await aPerson(bench(), { id: "max" });
    const id = await bench().converse();
    const target = { kind: "user", userId: "max" };
    await bench().ask("POST", `/v1/conversations/${id}/assign`, { target });
  });

  const make = async (body: object) =>
    (await bench().ask("POST", "/v1/teams", { name: "Norte", ...body })).json<{ id: string }>();

  it("share nothing unless set (Q15)", async () => {
    const team = await make({ memberIds: ["eva", "max"] });
    expect(team).toMatchObject({ leaderIds: [], conversations: "none" });
    expect((await bench().ask("GET", "/v1/teams")).json()).toEqual({ items: [team] });
    expect(await seen(eva)).toBe(0);
  });

  it("let members see each other's conversations, and work in them, as is set, at once", async () => {
    const { ask } = bench();
    const { id } = await make({ memberIds: ["eva", "max"], conversations: "view" });
    const [row] = (await eva.ask("GET", "/v1/conversations")).json().items;
    expect(row.commands).toContainEqual({
      name: "close",
      enabled: false,
      reason: "conversation.not_yours",
    });
    const close = () =>
      eva.ask("POST", `/v1/conversations/${row.id}/close`, { description: "done" });
    expect(problemOf(await close())).toMatchObject({ status: 403, code: "conversation.not_yours" });
    const shared = await ask("PATCH", `/v1/teams/${id}`, { conversations: "act" });
    expect(shared.json()).toMatchObject({ name: "Norte", memberIds: ["eva", "max"] });
    expect((await close()).statusCode).toBe(200);
    await ask("DELETE", `/v1/teams/${id}`);
    expect(await seen(eva)).toBe(0);
    expect((await ask("GET", `/v1/teams/${id}`)).statusCode).toBe(404);
  });

  it("with leaders let those see, and nobody the leaders' (R2.12)", async () => {
    await make({ memberIds: ["max"], leaderIds: ["eva"], conversations: "view" });
    expect(await seen(eva)).toBe(1);
    const id = await bench().converse("wamid.2", { from: "5511900000002" });
    const target = { kind: "user", userId: "eva" };
    await bench().ask("POST", `/v1/conversations/${id}/assign`, { target });
    expect([await seen(eva), await seen(max)]).toEqual([2, 1]);
  });

  it.each([
    [{ memberIds: ["eva", "ghost"] }, 422, "team.unknown_user", "body.memberIds"],
    [{ memberIds: ["eva"], leaderIds: ["eva"] }, 400, "request.invalid", "body.leaderIds"],
    [{ memberIds: ["eva", "eva"] }, 400, "request.invalid", "body.memberIds"],
    [
      { leaderIds: Array.from({ length: 11 }, (_, i) => `u${i}`) },
      400,
      "request.invalid",
      "body.leaderIds",
    ],
    [{ conversations: "all" }, 400, "request.invalid", "body.conversations"],
  ])("refuse %j", async (body, status, code, field) => {
    const answer = await bench().ask("POST", "/v1/teams", { name: "Norte", ...body });
    expect(problemOf(answer)).toEqual({ status, code, fields: [field] });
  });

  it("refuse a change by what the team would be", async () => {
    const { id } = await make({ memberIds: ["eva"] });
    const answer = await bench().ask("PATCH", `/v1/teams/${id}`, { leaderIds: ["eva"] });
    expect(problemOf(answer)).toMatchObject({ status: 400, fields: ["body.leaderIds"] });
  });
});
