import { describe, expect, it } from "vitest";
import { MINUTE } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson, type Person } from "../support/person.ts";
import { expectSoon } from "../../support/expect-soon.ts";

const bench = useBench();

const define = async (body: object) => {
  const made = await bench().ask("POST", "/v1/statuses", { name: "Almuerzo", ...body });
  expect(made.statusCode).toBe(201);
  return made.json<{ id: string }>();
};

const statusOf = async (id: string) => (await bench().ask("GET", `/v1/users/${id}`)).json().status;

const choose = ({ ask }: Person, statusId: string) =>
  ask("PUT", "/v1/users/me/status", { statusId });

describe("statuses", () => {
  it("begin with the one that everybody is in, which never changes (R11.1)", async () => {
    const { ask } = bench();
    const { items } = (await ask("GET", "/v1/statuses")).json();
    expect(items).toMatchObject([{ id: "online", name: "En línea", receives: true }]);
    expect(await statusOf("admin")).toMatchObject({ id: "online", since: null });
    for (const method of ["PATCH", "DELETE"] as const) {
      const answer = await ask(method, "/v1/statuses/online", method === "PATCH" ? {} : undefined);
      expect(problemOf(answer)).toMatchObject({ status: 409, code: "status.built_in" });
    }
  });

  it("are defined, changed and removed; whoever was in one is online again", async () => {
    const { ask, clock } = bench();
    const eva = await aPerson(bench(), { id: "eva" });
    const lunch = await define({ reply: " Vuelvo a las 14 h. " });
    expect(lunch).toMatchObject({
      receives: false,
      reply: "Vuelvo a las 14 h.",
      afterIdleMs: null,
    });
    const since = new Date(clock.now()).toISOString();
    expect((await choose(eva, lunch.id)).json()).toMatchObject({ status: { id: lunch.id, since } });
    await ask("PATCH", `/v1/statuses/${lunch.id}`, { receives: true });
    expect(await statusOf("eva")).toMatchObject({ name: "Almuerzo", receives: true });
    expect((await ask("DELETE", `/v1/statuses/${lunch.id}`)).statusCode).toBe(204);
    expect(await statusOf("eva")).toMatchObject({ id: "online" });
    expect((await ask("PATCH", `/v1/statuses/${lunch.id}`, {})).statusCode).toBe(404);
  });

  it("are chosen by each for themselves, from those there are (R11.6)", async () => {
    const eva = await aPerson(bench(), { id: "eva" });
    expect(problemOf(await choose(eva, "holiday"))).toEqual({
      status: 422,
      code: "user.unknown_status",
      fields: ["body.statusId"],
    });
    const { id } = await define({});
    await choose(eva, id);
    expect((await choose(eva, "online")).json()).toMatchObject({ status: { id: "online" } });
  });

  it("come by idleness, of several the longest that has passed, and go with the next request (R11.5)", async () => {
    const { clock } = bench();
    const away = await define({ name: "Ausente", afterIdleMs: 10 * MINUTE });
    const gone = await define({ name: "Fuera", afterIdleMs: 60 * MINUTE });
    const eva = await aPerson(bench(), { id: "eva" });
    await eva.ask("GET", "/v1/users/me");
    const activeAt = clock.now();
    await expectSoon(async () => (await bench().store.user("default", "eva"))?.lastActiveAt).toBe(
      activeAt,
    );
    clock.advance(10 * MINUTE - 1);
    expect(await statusOf("eva")).toMatchObject({ id: "online" });
    clock.advance(1);
    const since = new Date(clock.now()).toISOString();
    expect(await statusOf("eva")).toMatchObject({ id: away.id, since });
    clock.advance(50 * MINUTE);
    expect(await statusOf("eva")).toMatchObject({ id: gone.id });
    await eva.ask("GET", "/v1/users/me");
    await expectSoon(() => statusOf("eva")).toMatchObject({ id: "online" });
  });

  it("are defined by administrators, and by whoever has the permission (R11.6)", async () => {
    const { ask } = bench();
    const role = (
      await ask("POST", "/v1/roles", { name: "Jefa", permissions: { statuses: true } })
    ).json<{ id: string }>();
    const boss = await aPerson(bench(), { id: "jefa", role: role.id });
    const eva = await aPerson(bench(), { id: "eva" });
    const body = { name: "Pausa" };
    expect((await boss.ask("POST", "/v1/statuses", body)).statusCode).toBe(201);
    expect(problemOf(await eva.ask("POST", "/v1/statuses", body))).toMatchObject({
      status: 403,
      code: "auth.not_permitted",
    });
  });

  it.each([
    [{ reply: "x".repeat(4_097) }, "body.reply"],
    [{ reply: "  " }, "body.reply"],
    [{ afterIdleMs: 59_999 }, "body.afterIdleMs"],
    [{ receives: "yes" }, "body.receives"],
    [{ name: "" }, "body.name"],
  ])("refuse %j", async (body, field) => {
    const answer = await bench().ask("POST", "/v1/statuses", { name: "X", ...body });
    expect(problemOf(answer)).toEqual({ status: 400, code: "request.invalid", fields: [field] });
  });
});

describe("giving a conversation to somebody who is away", () => {
  it("is possible by hand, and warns: the answer says in which status they are (Q47)", async () => {
    const { ask, converse, clock } = bench();
    const eva = await aPerson(bench(), { id: "eva" });
    const max = await aPerson(bench(), { id: "max" });
    const lunch = await define({});
    await choose(eva, lunch.id);
    const since = new Date(clock.now()).toISOString();
    const away = { id: lunch.id, name: "Almuerzo", receives: false, since };
    const id = await converse();
    const url = `/v1/conversations/${id}`;
    const to = (userId: string) => ({ target: { kind: "user", userId } });
    expect((await ask("POST", `${url}/assign`, to("max"))).json()).toMatchObject({
      owner: { id: "max" },
      ownerStatus: { id: "online", receives: true },
    });
    // Whoever gives it away is told so, too.
    expect((await max.ask("POST", `${url}/assign`, to("eva"))).json()).toEqual({
      id,
      outOfSight: true,
      rearmedAutomations: [],
      ownerStatus: away,
    });
    const close = async (handOverTo: object | null) =>
      (await ask("POST", `${url}/close`, { description: "x", handOverTo })).json<object>();
    expect(await close({ kind: "user", userId: "eva" })).toMatchObject({ ownerStatus: away });
    await ask("POST", `${url}/reopen`, {});
    expect(await close(null)).not.toHaveProperty("ownerStatus");
    const nobody = await ask("POST", `${url}/assign`, { target: { kind: "nobody" } });
    expect(nobody.json()).not.toHaveProperty("ownerStatus");
  });
});
