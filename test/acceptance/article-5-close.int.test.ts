/** The article, 5.2.2. The app's alone: the drop-down list and the button in the corner. */
import { describe, expect, it } from "vitest";
import {
  addAgent,
  conversation,
  eventsOf,
  hasWritten,
  insist,
  namesIn,
  timeline,
  type Conversation,
} from "./inbox.ts";
import { useWholeSystem, type WholeSystem } from "./whole-system.ts";

const start = useWholeSystem();

/** Ana has written, and it is Marta's; Leo is somebody else. */
async function anaIsMartas(system: WholeSystem) {
  const { sim, ask } = system;
  const ana = sim.contact({ name: "Ana Souza", waId: "5215511110001" });
  const { id } = await hasWritten(system, ana, { text: "¿Tienen en azul?" });
  const marta = await addAgent(system, "Marta Ruiz");
  const leo = await addAgent(system, "Leo Cruz");
  const target = { kind: "user", userId: marta.id };
  await insist(ask, "POST", `/v1/conversations/${id}/assign`, { target });
  return { ana, id, marta, leo, path: `/v1/conversations/${id}/close` };
}

describe("the article, 5.2.2: closing a conversation", () => {
  it("5.2.2: a description is mandatory, and without one nothing is closed", async () => {
    const system = await start();
    const { id, marta, path } = await anaIsMartas(system);
    for (const body of [undefined, {}, { description: "" }, { description: " \n " }]) {
      expect([body, await marta.ask("POST", path, body)]).toMatchObject([
        body,
        { status: 400, body: { code: "request.invalid" } },
      ]);
    }
    const nothing = await marta.ask<{ errors: object[] }>("POST", path, {});
    expect(nothing.body.errors).toEqual([{ field: "body.description", rule: "is required" }]);
    const long = await marta.ask("POST", path, { description: "x".repeat(1_001) });
    expect(long).toMatchObject({ status: 400, body: { errors: [{ field: "body.description" }] } });
    expect(await conversation(marta.ask, id)).toMatchObject({ lifecycle: "open" });
    expect(await eventsOf(marta.ask, ["conversation.closed"])).toEqual([]);
  });

  it("5.2.2: with a description it is closed, out of the list of open ones, and keeps its owner and history", async () => {
    const system = await start();
    const { ana, id, marta, path } = await anaIsMartas(system);
    const closed = await insist<Conversation>(marta.ask, "POST", path, {
      description: "  Pasa el viernes por dos sillas  ",
    });
    expect(closed).toMatchObject({
      state: "closed",
      owner: { name: "Marta Ruiz" },
      episode: { number: 1, description: "Pasa el viernes por dos sillas" },
    });
    expect(await namesIn(marta.ask, "?status=open")).toEqual([]);
    expect(await namesIn(marta.ask, "?status=closed")).toEqual(["Ana Souza"]);
    expect((await timeline(marta.ask, id))[0]).toMatchObject({
      activity: "closed",
      actor: { kind: "user", name: "Marta Ruiz" },
      data: { description: "Pasa el viernes por dos sillas" },
    });
    expect(await eventsOf(marta.ask, ["conversation.closed"])).toMatchObject([
      { conversation: { id, episode: 1 }, data: { description: "Pasa el viernes por dos sillas" } },
    ]);
    // Nobody tells the contact; and twice is once too often.
    expect(ana.received).toEqual([]);
    expect(await marta.ask("POST", path, { description: "Otra vez" })).toMatchObject({
      status: 409,
      body: { code: "conversation.already_closed" },
    });
    const { episode } = await hasWritten(system, ana, { text: "¿A qué hora abren?" });
    expect(episode.number).toBe(2);
    const said = (await timeline(marta.ask, id)).flatMap(({ content }) => content?.text ?? []);
    expect(said).toEqual(["¿A qué hora abren?", "¿Tienen en azul?"]);
  });

  it("5.2.2: it can be transferred to somebody of the team as it is closed: first it is theirs, then it is closed", async () => {
    const system = await start();
    const { id, marta, leo, path } = await anaIsMartas(system);
    const handOverTo = { kind: "user", userId: leo.id };
    const answer = await marta.ask("POST", path, { description: "Leo le entrega", handOverTo });
    expect(answer.status).toBe(200);
    expect(await conversation(leo.ask, id)).toMatchObject({
      state: "closed",
      owner: { id: leo.id, name: "Leo Cruz" },
      episode: { description: "Leo le entrega" },
    });
    const activities = (await timeline(leo.ask, id)).flatMap(({ activity }) => activity ?? []);
    expect(activities.slice(0, 2)).toEqual(["closed", "handed_over"]);
    expect(await namesIn(leo.ask, "?status=closed")).toEqual(["Ana Souza"]);
    // Whoever gave it away has it no longer.
    expect(await namesIn(marta.ask)).toEqual([]);
    expect(await marta.ask("GET", `/v1/conversations/${id}`)).toMatchObject({ status: 404 });
    expect(await eventsOf(marta.ask, ["conversation.closed"])).toEqual([]);
  });

  it("5.2.2: a transfer to nobody that there is closes nothing and gives it to nobody", async () => {
    const system = await start();
    const { id, marta, path } = await anaIsMartas(system);
    const eduardo = await addAgent(system, "Eduardo Gil", "editor");
    for (const userId of ["usr_nobody", eduardo.id]) {
      const handOverTo = { kind: "user", userId };
      expect(await marta.ask("POST", path, { description: "Listo", handOverTo })).toMatchObject({
        status: 422,
        body: { errors: [{ field: "body.handOverTo.userId" }] },
      });
    }
    const { lifecycle, owner } = await conversation(marta.ask, id);
    expect({ lifecycle, owner: owner?.id }).toEqual({ lifecycle: "open", owner: marta.id });
  });
});
