/**
 * The article, section 2. Every sentence is asked of the API; what a filter looks like on the screen is the app's, and the article says
 * nothing about it.
 */
import { describe, expect, it } from "vitest";
import { HOUR } from "../support/builders.ts";
import {
  addAgent,
  addTemplates,
  hasWritten,
  insist,
  namesIn,
  unreadCount,
  type Agent,
} from "./inbox.ts";
import { useWholeSystem, type WholeSystem } from "./whole-system.ts";

const start = useWholeSystem();
const DAY = 24 * HOUR;

/** Who wrote how long ago: one for each period of the second filter, and one beyond all. */
const WROTE = [
  { name: "Ana", agoMs: HOUR },
  { name: "Bruno", agoMs: 2 * DAY },
  { name: "Carla", agoMs: 5 * DAY },
  { name: "Dora", agoMs: 20 * DAY },
  { name: "Emilio", agoMs: 60 * DAY },
  { name: "Fabio", agoMs: 120 * DAY },
];

/** All of them have written, the first of them 120 days ago; the ids of their conversations by name. */
async function allHaveWritten(system: WholeSystem): Promise<Record<string, string>> {
  const { sim } = system;
  const today = sim.clock.now() + 120 * DAY;
  const ids: Record<string, string> = {};
  for (const [index, { name, agoMs }] of [...WROTE.entries()].toReversed()) {
    await sim.clock.set(today - agoMs);
    const contact = sim.contact({ name, waId: `52155111100${10 + index}` });
    ids[name] = (await hasWritten(system, contact, { text: `Soy ${name}` })).id;
  }
  await sim.clock.set(today);
  return ids;
}

const close = ({ ask }: Pick<WholeSystem, "ask">, id: string | undefined) =>
  insist(ask, "POST", `/v1/conversations/${id}/close`, { description: "Listo" });

const give = ({ ask }: Pick<WholeSystem, "ask">, id: string | undefined, to: Agent) =>
  insist(ask, "POST", `/v1/conversations/${id}/assign`, {
    target: { kind: "user", userId: to.id },
  });

describe("the article, 2: filtering messages", () => {
  it("2.1.1: the first filter sorts conversations into open, closed and all", async () => {
    const system = await start();
    const ids = await allHaveWritten(system);
    for (const name of ["Bruno", "Emilio"]) await close(system, ids[name]);
    const open = ["Ana", "Carla", "Dora", "Fabio"];
    expect(await namesIn(system.ask, "?status=open")).toEqual(open);
    expect(await namesIn(system.ask, "?status=closed")).toEqual(["Bruno", "Emilio"]);
    const all = WROTE.map(({ name }) => name);
    expect(await namesIn(system.ask, "?status=all")).toEqual(all);
    expect(await namesIn(system.ask)).toEqual(all);
    await insist(system.ask, "POST", `/v1/conversations/${ids["Bruno"]}/reopen`);
    expect(await namesIn(system.ask, "?status=closed")).toEqual(["Emilio"]);
    const strange = await system.ask("GET", "/v1/conversations?status=abiertas");
    expect(strange).toMatchObject({ status: 400, body: { errors: [{ field: "query.status" }] } });
  });

  it("2.1.2: the second filter shows chats of the last 24 hours and the last 3, 7, 30 or 90 days", async () => {
    const system = await start();
    const { ask } = system;
    const ids = await allHaveWritten(system);
    const all = WROTE.map(({ name }) => name);
    for (const [at, since] of ["24h", "3d", "7d", "30d", "90d"].entries()) {
      expect([since, await namesIn(ask, `?since=${since}`)]).toEqual([since, all.slice(0, at + 1)]);
    }
    // What counts is the last message in either direction, so an answer brings a chat back.
    await addTemplates(system, [{ name: "seguimiento", body: "Hola, ¿seguimos?" }]);
    const send = { type: "template", name: "seguimiento", language: "es_MX", bindings: {} };
    await insist(ask, "POST", `/v1/conversations/${ids["Fabio"]}/messages`, send);
    expect(await namesIn(ask, "?since=24h")).toEqual(["Fabio", "Ana"]);
  });

  it("2.1.3: the third filter shows those of one owner: mine, unassigned, or of users that are chosen", async () => {
    const system = await start();
    const { ask } = system;
    const ids = await allHaveWritten(system);
    const marta = await addAgent(system, "Marta Ruiz");
    const leo = await addAgent(system, "Leo Cruz");
    const lena = await addAgent(system, "Lena Vogt", "administrator");
    for (const name of ["Ana", "Dora"]) await give(system, ids[name], marta);
    await give(system, ids["Bruno"], leo);
    await give(system, ids["Carla"], lena);

    expect(await namesIn(lena.ask, "?owner=me")).toEqual(["Carla"]);
    expect(await namesIn(ask, "?owner=me")).toEqual([]);
    expect(await namesIn(ask, "?owner=unassigned")).toEqual(["Emilio", "Fabio"]);
    expect(await namesIn(ask, `?owner=${marta.id}`)).toEqual(["Ana", "Dora"]);
    expect(await namesIn(ask, `?owner=${marta.id},${leo.id}`)).toEqual(["Ana", "Bruno", "Dora"]);
    expect(await namesIn(lena.ask, `?owner=me,unassigned`)).toEqual(["Carla", "Emilio", "Fabio"]);
    // A seller has their own, whatever is asked for.
    expect(await namesIn(marta.ask, "?owner=me")).toEqual(["Ana", "Dora"]);
    expect(await namesIn(marta.ask, "?owner=unassigned")).toEqual([]);
    expect(await namesIn(marta.ask, `?owner=${leo.id}`)).toEqual([]);
    expect(await unreadCount(marta.ask, "?owner=unassigned")).toBe(0);
    // With the right to what is nobody's the same filter shows it.
    const role = { name: "Guardia", permissions: { conversations: ["own", "unassigned"] } };
    const { id: roleId } = await insist<{ id: string }>(ask, "POST", "/v1/roles", role);
    const sofia = await addAgent(system, "Sofía Paz", roleId);
    expect(await namesIn(sofia.ask, "?owner=unassigned")).toEqual(["Emilio", "Fabio"]);
    expect(await namesIn(sofia.ask, `?owner=${leo.id}`)).toEqual([]);
  });

  it("2.1: the three filters combine with each other, with the tab of unread ones and with the search", async () => {
    const system = await start();
    const { ask } = system;
    const ids = await allHaveWritten(system);
    const marta = await addAgent(system, "Marta Ruiz");
    for (const name of ["Ana", "Bruno", "Carla", "Dora"]) await give(system, ids[name], marta);
    for (const name of ["Bruno", "Dora", "Emilio"]) await close(system, ids[name]);
    const ofMarta = `owner=${marta.id}`;
    expect(await namesIn(ask, `?status=closed&since=30d&${ofMarta}`)).toEqual(["Bruno", "Dora"]);
    expect(await namesIn(ask, `?status=closed&since=3d&${ofMarta}`)).toEqual(["Bruno"]);
    expect(await namesIn(ask, `?status=open&since=7d&${ofMarta}`)).toEqual(["Ana", "Carla"]);
    expect(await namesIn(ask, "?status=closed&since=90d&owner=unassigned")).toEqual(["Emilio"]);
    expect(await namesIn(ask, `?status=closed&since=30d&${ofMarta}&q=dor`)).toEqual(["Dora"]);
    expect(await namesIn(ask, `?status=open&since=30d&${ofMarta}&q=dor`)).toEqual([]);
    await insist(ask, "POST", `/v1/conversations/${ids["Carla"]}/assign`, {
      target: { kind: "nobody" },
    });
    await insist(marta.ask, "POST", `/v1/conversations/${ids["Ana"]}/read`);
    expect(await namesIn(ask, `?status=open&since=7d&unread=true`)).toEqual(["Carla"]);
    expect(await unreadCount(ask, "?status=open&since=7d")).toBe(1);
    expect(await unreadCount(ask, `?status=closed&since=30d&${ofMarta}`)).toBe(2);
  });
});
