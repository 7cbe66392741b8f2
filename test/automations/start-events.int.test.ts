/** Every start event: made and switched on over HTTP, brought about from outside, and told by what the conversation then has. */
import { describe, expect, it } from "vitest";
import { addAgent, addTemplates, insist } from "../acceptance/inbox.ts";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import {
  aScene,
  intoCrm,
  looksOf,
  order,
  runsOf,
  says,
  statesOf,
  taps,
  tapsTemplate,
  type Person,
  type Scene,
} from "./support/scene.ts";

const system = useOneWholeSystem();

const HOUR_MS = 3_600_000;
const STEPS = { first: "mark", steps: [{ id: "mark", do: "note", text: "empezó" }] };
const IMAGE = {
  type: "image",
  image: {
    id: "1",
    mime_type: "image/jpeg",
    sha256: "tZxsfu7XLJjizD2bOciPYJM64T7Yndobmg89utfJLQE=",
  },
};
const writes = (scene: Scene, person: Person, words: string) =>
  insist(scene.ask, "POST", `/v1/conversations/${person.id}/messages`, says(words));
const closes = (scene: Scene, person: Person, more: object = {}) =>
  order(scene, person.id, "close", { description: "Listo", ...more });
const goesTo = (scene: Scene, person: Person, userId: string) =>
  order(scene, person.id, "assign", { target: { kind: "user", userId } });
const fails = (scene: Scene) => {
  const { phoneNumberId } = scene.line;
  scene.sim.faults.inject({ kind: "fail_later", code: 131_026 }, { phoneNumberId });
};

/** What starts a flow. `before` happens while it is not there yet; `not` is what must not start it. */
interface Row {
  start: { on: string; [member: string]: unknown };
  settings?: object;
  before?: (scene: Scene, person: Person) => Promise<unknown>;
  not?: (scene: Scene, person: Person) => Promise<unknown>;
  cause: (scene: Scene, person: Person) => Promise<unknown>;
  /** As evaluations call it, where that is not the start event. */
  event?: string;
}

const started = (on: string): Row => ({
  start: { on },
  cause: (_, person) => person.says("Hola"),
  event: "conversation.started_by_contact",
});
const greets = (_: Scene, person: Person) => person.says("Buenas");
const onMessage = (
  match: object,
  no: Parameters<Person["says"]>,
  yes: Parameters<Person["says"]>,
) => ({
  start: { on: "message.received", match },
  not: (_: Scene, person: Person) => person.says(...no),
  cause: (_: Scene, person: Person) => person.says(...yes),
});

const ROWS: Row[] = [
  started("conversation.started_by_contact"),
  started("conversation.opened_by_whatsapp_message"),
  started("conversation.opened_by_inbox_message"),
  {
    start: { on: "conversation.opened" },
    before: async (scene, person) => {
      await greets(scene, person);
      await closes(scene, person);
    },
    cause: (scene, person) => order(scene, person.id, "reopen"),
  },
  { start: { on: "conversation.closed" }, before: greets, cause: closes },
  {
    start: { on: "conversation.assigned" },
    before: greets,
    cause: async (scene, person) => goesTo(scene, person, (await addAgent(scene, "Marta")).id),
  },
  {
    start: { on: "conversation.reassigned" },
    before: greets,
    not: async (scene, person) => goesTo(scene, person, (await addAgent(scene, "Marta")).id),
    cause: async (scene, person) => goesTo(scene, person, (await addAgent(scene, "Leo")).id),
  },
  {
    start: { on: "conversation.not_picked_up" },
    settings: { pickupMs: 10 * 60_000 },
    before: async (scene, person) => {
      await greets(scene, person);
      await goesTo(scene, person, (await addAgent(scene, "Leo")).id);
    },
    not: async (scene, person) => goesTo(scene, person, (await addAgent(scene, "Marta")).id),
    cause: (scene) => scene.sim.clock.advance(11 * 60_000),
  },
  onMessage({ kind: "any" }, [IMAGE], ["Hola"]),
  onMessage({ kind: "keyword", words: ["cotización"] }, ["Buenas"], ["La COTIZACION, por favor"]),
  onMessage({ kind: "pattern", pattern: "^pedido \\d+$" }, ["pedido"], ["pedido 17"]),
  onMessage({ kind: "button", ids: ["yes"] }, [taps("no", "No")], [taps("yes", "Sí")]),
  onMessage({ kind: "list", ids: ["m"] }, [taps("m", "Mediana")], [taps("m", "Mediana", "list")]),
  onMessage({ kind: "media", types: ["image"] }, ["Una foto"], [IMAGE]),
  {
    start: { on: "message.failed" },
    before: greets,
    cause: async (scene, person) => {
      fails(scene);
      await writes(scene, person, "¿Llega?");
    },
  },
  {
    start: { on: "window.closing" },
    before: greets,
    cause: (scene) => scene.sim.clock.advance(23 * HOUR_MS),
  },
  {
    start: { on: "window.expired" },
    before: greets,
    not: (scene) => scene.sim.clock.advance(23 * HOUR_MS),
    cause: (scene) => scene.sim.clock.advance(HOUR_MS),
  },
  {
    start: { on: "no_answer.team", afterMs: HOUR_MS },
    cause: async (scene, person) => {
      await greets(scene, person);
      await scene.sim.clock.advance(HOUR_MS);
    },
  },
  {
    start: { on: "no_answer.contact", afterMs: HOUR_MS },
    before: greets,
    not: (scene) => scene.sim.clock.advance(2 * HOUR_MS),
    cause: async (scene, person) => {
      await writes(scene, person, "¿Sigue ahí?");
      await scene.sim.clock.advance(HOUR_MS);
    },
  },
  {
    start: { on: "conversation.tagged", tags: ["vip"] },
    before: greets,
    not: (scene, person) => order(scene, person.id, "tag", { tags: ["otro"] }),
    cause: (scene, person) => order(scene, person.id, "tag", { tags: ["vip"] }),
  },
  {
    start: { on: "contact.created" },
    before: greets,
    cause: (scene, person) => intoCrm(scene, person),
  },
];

/** A look that the engine takes only later would be missed, so what must not start is followed by what must: there is one run, and it is the latter's. */
describe("a flow starts on", () => {
  it.each(ROWS.map((row) => [nameOf(row), row] as const))("%s", async (_, row) => {
    const { start, settings, before, not, cause, event = start.on } = row;
    const scene = await aScene(system(), settings);
    const person = scene.person();
    await before?.(scene, person);
    const flowId = await scene.flow({ start, ...STEPS, runPolicy: { kind: "always" } });
    if (start.on !== "message.received" || (start["match"] as { kind: string }).kind !== "any")
      await not?.(scene, person);
    expect(await statesOf(scene, flowId)).toEqual([]);
    await cause(scene, person);
    await expectSoon(() => statesOf(scene, flowId)).toEqual(["completed"]);
    const [run] = await runsOf(scene, flowId);
    expect(run).toMatchObject({ conversationId: person.id, trigger: { type: event } });
    const [look] = await looksOf(scene, person.id, flowId);
    expect(look).toMatchObject({ verdict: "started", runId: run?.id, event: { type: event } });
  });
});

function nameOf({ start: { on, match } }: Row): string {
  return match === undefined ? on : `${on}, ${(match as { kind: string }).kind}`;
}

describe("a flow starts on", () => {
  it("contact.updated, once somebody edits them", async () => {
    const scene = await aScene(system());
    const ana = scene.person();
    await ana.says("Hola");
    const { id } = await intoCrm(scene, ana);
    const flowId = await scene.flow({ start: { on: "contact.updated" }, ...STEPS });
    await insist(scene.ask, "PATCH", `/v1/contacts/${id}`, { company: "Acme" });
    await expectSoon(() => statesOf(scene, flowId)).toEqual(["completed"]);
  });

  it("template.answered, by a tap on its quick reply and not on another's", async () => {
    const scene = await aScene(system());
    const components = [{ type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Sí" }] }];
    await addTemplates(scene, [
      { name: "oferta", body: "¿Le interesa?", components },
      { name: "otra", body: "¿Y esta?", components },
    ]);
    const ana = scene.person();
    await ana.says("Hola");
    const start = { on: "template.answered", names: ["oferta"] };
    const flowId = await scene.flow({ start, ...STEPS });
    const offers = async (name: string, count: number) => {
      const body = { type: "template", name, language: "es_MX" };
      await insist(scene.ask, "POST", `/v1/conversations/${ana.id}/messages`, body);
      await expectSoon(() => ana.contact.received.length).toBe(count);
      return ana.contact.received.at(-1)?.wamid ?? "";
    };
    const other = await offers("otra", 1);
    await ana.says(tapsTemplate("Sí"), { replyTo: { id: other } });
    const offer = await offers("oferta", 2);
    await ana.says(tapsTemplate("Sí"), { replyTo: { id: offer } });
    await expectSoon(() => statesOf(scene, flowId)).toEqual(["completed"]);
    const looks = await looksOf(scene, ana.id, flowId);
    expect(looks.map(({ verdict }) => verdict)).toEqual(["started", "not_matched"]);
    expect(looks[1]).toMatchObject({ where: "start.names", actual: "otra" });
  });

  it("a person's word, with what they give it", async () => {
    const scene = await aScene(system());
    const ana = scene.person();
    await ana.says("Hola");
    const steps = [{ id: "say", do: "send", messages: [says("Pedido {{vars.order|?}}")] }];
    const flowId = await scene.flow({ start: { on: "manual" }, first: "say", steps });
    const body = { conversationId: ana.id, vars: { order: "17" } };
    const begun = await scene.ask("POST", `/v1/automations/${flowId}/start`, body);
    expect(begun.status).toBe(202);
    await expectSoon(() => statesOf(scene, flowId)).toEqual(["completed"]);
    expect(await runsOf(scene, flowId)).toMatchObject([{ trigger: { type: "manual" } }]);
    await expectSoon(() => ana.contact.received.length).toBe(1);
  });

  it("a call from outside, under its secret address", async () => {
    const scene = await aScene(system());
    const flowId = await scene.flow({ start: { on: "http" }, ...STEPS });
    const { path } = await insist<{ path: string }>(
      scene.ask,
      "POST",
      `/v1/automations/${flowId}/hook`,
    );
    const call = { phone: "+5215529990001", lineId: scene.line.phoneNumberId };
    const begun = await scene.as("nobody")("POST", path, call);
    expect(begun.status).toBe(202);
    await expectSoon(() => statesOf(scene, flowId)).toEqual(["completed"]);
    expect(await runsOf(scene, flowId)).toMatchObject([{ trigger: { type: "http" } }]);
    expect((await scene.as("nobody")("POST", `${path}x`, call)).status).toBe(404);
  });
});
