/**
 * The article's opening. It has no sentences that belong to the app's screen alone: the mission is a heading, and "talk to an adviser to
 * change your plan" is a link.
 */
import { describe, expect, it } from "vitest";
import { expectSoon } from "../support/expect-soon.ts";
import { addAgent, changesPlan, eventsOf, hasWritten, insist, namesIn, timeline } from "./inbox.ts";
import { useWholeSystem } from "./whole-system.ts";

const start = useWholeSystem();

/** Everything that an inbox asks about one conversation. */
const readsOf = (id: string) => [
  "/v1/conversations",
  "/v1/conversations/unread-count",
  `/v1/conversations/${id}`,
  `/v1/conversations/${id}/timeline`,
  "/v1/templates",
  "/v1/media",
  "/v1/events",
];

const commandsOn = (id: string): [string, object][] => [
  [`/v1/conversations/${id}/messages`, { type: "text", text: "Hola" }],
  [`/v1/conversations/${id}/close`, { description: "Listo" }],
  [`/v1/conversations/${id}/assign`, { target: { kind: "nobody" } }],
];

describe("the article, before 1: who may use the inbox, and when there is one", () => {
  it("0.1: administrators and sellers are authorised users, and nobody else is", async () => {
    const system = await start();
    const { sim, ask, as } = system;
    const ana = sim.contact({ name: "Ana Souza", waId: "5215511110001" });
    const { id } = await hasWritten(system, ana, { text: "¿Tienen en azul?" });
    const marta = await addAgent(system, "Marta Ruiz");
    const lena = await addAgent(system, "Lena Vogt", "administrator");
    const eduardo = await addAgent(system, "Eduardo Gil", "editor");
    const messages = `/v1/conversations/${id}/messages`;

    // An administrator has every conversation, a seller those that are given to them.
    expect(await namesIn(lena.ask)).toEqual(["Ana Souza"]);
    expect(await namesIn(marta.ask)).toEqual([]);
    const target = { kind: "user", userId: marta.id };
    await insist(lena.ask, "POST", `/v1/conversations/${id}/assign`, { target });
    expect(await namesIn(marta.ask)).toEqual(["Ana Souza"]);
    await insist(marta.ask, "POST", messages, { type: "text", text: "Sí, en azul y en verde" });
    await expectSoon(() => ana.received.length).toBe(1);
    const [reply] = await timeline(lena.ask, id);
    expect(reply?.sender).toMatchObject({ kind: "user", name: "Marta Ruiz" });

    for (const path of readsOf(id)) {
      expect(await eduardo.ask("GET", path)).toMatchObject({ status: 403 });
    }
    for (const [path, body] of commandsOn(id)) {
      expect(await eduardo.ask("POST", path, body)).toMatchObject({ status: 403 });
    }
    // Whoever has no token, or one that was taken away, is nobody at all.
    expect(await as("vt_not_a_token")("GET", "/v1/conversations")).toMatchObject({ status: 401 });
    await insist(ask, "PATCH", `/v1/users/${marta.id}`, { active: false });
    expect(await marta.ask("GET", "/v1/conversations")).toMatchObject({ status: 401 });
    expect(ana.received).toHaveLength(1);
  });

  it.each([
    { what: "another plan", words: ["--plan", "lite"] },
    { what: "no add-on", words: ["--no-add-ons"] },
  ])(
    "0.2: the inbox is there only with Plan Pro and the WhatsApp add-on: with $what it is shut, and nothing is lost meanwhile",
    async ({ words }) => {
      const system = await start();
      const { sim, line, ask } = system;
      const ana = sim.contact({ name: "Ana Souza", waId: "5215511110001" });
      const { id } = await hasWritten(system, ana, { text: "¿Tienen en azul?" });
      const marta = await addAgent(system, "Marta Ruiz");
      await changesPlan(system, ...words);

      const shut = { status: 403, body: { code: "plan.inbox_missing" } };
      for (const path of readsOf(id)) expect(await ask("GET", path)).toMatchObject(shut);
      for (const [path, body] of commandsOn(id)) {
        expect(await ask("POST", path, body)).toMatchObject(shut);
      }
      expect(await marta.ask("GET", "/v1/conversations")).toMatchObject(shut);
      expect(await ask("GET", "/v1/workspace")).toMatchObject({ body: { entitlements: [] } });
      ana.says(line, "¿Hola?");
      await sim.flush();
      expect(ana.received).toEqual([]);

      await changesPlan(system, "--plan", "pro", "--add-on", "whatsapp");
      await expectSoon(async () => (await eventsOf(ask, ["message.received"])).length).toBe(2);
      const said = (await timeline(ask, id)).flatMap(({ content }) => content?.text ?? []);
      expect(said).toEqual(["¿Hola?", "¿Tienen en azul?"]);
    },
  );
});
