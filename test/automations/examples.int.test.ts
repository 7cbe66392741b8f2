/** The example automations as they come, played through to their ends: over HTTP, with a contact's phone, and with days that pass. */
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { addAgent, conversation, insist, timeline } from "../acceptance/inbox.ts";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import {
  aScene,
  intoCrm,
  order,
  pathOf,
  phoneOf,
  runsOf,
  says,
  statesOf,
  taps,
  underWay,
  type Person,
  type Scene,
} from "./support/scene.ts";

const system = useOneWholeSystem();

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

async function example(scene: Scene, name: string): Promise<string> {
  const url = new URL(`../../examples/automations/${name}.json`, import.meta.url);
  return scene.flow(JSON.parse(await readFile(url, "utf8")) as object);
}

/** The newest run has ended, and went this way. */
async function wentBy(scene: Scene, flowId: string, steps: readonly string[]): Promise<void> {
  await expectSoon(async () => (await statesOf(scene, flowId))[0]).toBe("completed");
  const [run] = await runsOf(scene, flowId);
  const path = await pathOf(scene, run!);
  expect(path.map((step) => step.split(":")[0])).toEqual(steps);
}

const isAt = (scene: Scene, { id }: Person, step: string) =>
  expectSoon(async () => {
    const [run] = (await underWay(scene, id)).runs;
    return `${run?.step}: ${run?.waitsFor.kind}`;
  }).toBe(step);
const tagsOf = async ({ ask }: Scene, { id }: Person) =>
  (await insist<{ tags: string[] }>(ask, "GET", `/v1/conversations/${id}`)).tags;
const notesOf = async ({ ask }: Scene, { id }: Person) =>
  (await timeline(ask, id)).flatMap((item) =>
    item.kind === "note" ? [(item as unknown as { text: string }).text] : [],
  );
const ownerOf = async ({ ask }: Scene, { id }: Person) => (await conversation(ask, id)).owner?.id;
/** Conversations of this line are somebody's from the start on, and automations still talk. */
const givenByFlow = (scene: Scene, userId: string) =>
  scene.flow({
    start: { on: "conversation.started_by_contact" },
    first: "give",
    steps: [{ id: "give", do: "assign", to: { kind: "user", userId } }],
  });
const lets = ({ sim }: Scene, ms: number) => sim.clock.advance(ms);

it("welcome and qualify: a stranger says who they are and what they want, and a seller gets a buyer", async () => {
  const scene = await aScene(system());
  const seller = await addAgent(scene, "Marta");
  const flowId = await example(scene, "welcome-and-qualify");
  const ana = scene.person("Ana");
  await ana.says("Buenas");
  await isAt(scene, ana, "ask_name: answer");
  await ana.says("Ana María");
  await isAt(scene, ana, "ask_last_name: answer");
  await ana.says("López");
  await isAt(scene, ana, "ask_need: answer");
  await ana.says("¿Qué?");
  await expectSoon(() => phoneOf(ana).length).toBe(5);
  await isAt(scene, ana, "ask_need: answer");
  await ana.says(taps("buy", "Comprar"));
  await isAt(scene, ana, "ask_city: answer");
  await ana.says("Puebla");
  await wentBy(scene, flowId, [
    "is_known",
    "ask_name",
    "ask_last_name",
    "save_contact",
    "ask_need",
    "ask_need",
    "ask_city",
    "tag_buyer",
    "note_answers",
    "to_team",
  ]);
  await expectSoon(() => phoneOf(ana)).toEqual([
    expect.stringContaining("¿Cuál es tu nombre?"),
    "Mucho gusto, Ana María. ¿Y tu apellido?",
    "button: ¿Qué necesitas hoy, Ana María?",
    "No te entendí. Toca una de las opciones, por favor.",
    "button: ¿Qué necesitas hoy, Ana María?",
    "¡Con gusto! ¿En qué ciudad estás?",
  ]);
  expect(await tagsOf(scene, ana)).toEqual(["comprador"]);
  expect(await notesOf(scene, ana)).toEqual(["Necesita: buy. Ciudad: Puebla."]);
  expect(await ownerOf(scene, ana)).toBe(seller.id);
  const card = await insist(scene.ask, "GET", `/v1/contacts/${ana.contactId}`);
  expect(card).toMatchObject({ crm: { firstName: "Ana María", lastName: "López" } });
  expect((await underWay(scene, ana.id)).driver.kind).toBe("person");
  await insist(scene.ask, "PATCH", `/v1/users/${seller.id}`, { active: false });
});

it("welcome and qualify: whoever is known is not asked for a name, and silence gives them to the team", async () => {
  const scene = await aScene(system());
  const flowId = await example(scene, "welcome-and-qualify");
  const ana = scene.person("Ana");
  await intoCrm(scene, ana);
  await ana.says("Buenas");
  await isAt(scene, ana, "ask_need: answer");
  await lets(scene, 2 * HOUR_MS);
  await wentBy(scene, flowId, ["is_known", "ask_need", "to_team"]);
  await expectSoon(() => phoneOf(ana)).toEqual(["button: ¿Qué necesitas hoy, Ana?"]);
});

it("rescue: the owner is reminded, and as they do not answer the contact is asked, and keeps it open", async () => {
  const scene = await aScene(system());
  const flowId = await example(scene, "rescue-before-the-window-closes");
  const marta = await addAgent(scene, "Marta", "administrator");
  const ana = scene.person("Ana");
  await givenByFlow(scene, marta.id);
  await ana.says("¿Me atiende alguien?");
  await expectSoon(() => ownerOf(scene, ana)).toBe(marta.id);
  await insist(marta.ask, "POST", `/v1/conversations/${ana.id}/read`);
  await lets(scene, 23 * HOUR_MS + MINUTE_MS);
  await isAt(scene, ana, "wait_for_owner: time");
  expect((await conversation(scene.ask, ana.id)).unread.marked).toBe(true);
  await lets(scene, 30 * MINUTE_MS);
  await isAt(scene, ana, "ask_contact: answer");
  await ana.says(taps("keep", "Sí, por favor"));
  await wentBy(scene, flowId, [
    "is_open",
    "remind_owner",
    "mark",
    "wait_for_owner",
    "is_answered",
    "ask_contact",
    "thank",
    "mark_again",
  ]);
  await expectSoon(() => phoneOf(ana)).toEqual([
    expect.stringContaining("¿La dejamos abierta?"),
    "¡Perfecto! Te escribimos en cuanto estemos de vuelta.",
  ]);
  expect(await notesOf(scene, ana)).toEqual([expect.stringContaining("La ventana cierra pronto")]);
});

it("rescue: also in a conversation that a person has, for it takes over; their next message takes that back (Q50)", async () => {
  const scene = await aScene(system());
  const flowId = await example(scene, "rescue-before-the-window-closes");
  const marta = await addAgent(scene, "Marta", "administrator");
  const ana = scene.person("Ana");
  await ana.says("¿Me atiende alguien?");
  await order(scene, ana.id, "assign", { target: { kind: "user", userId: marta.id } });
  await lets(scene, 23 * HOUR_MS + MINUTE_MS);
  await isAt(scene, ana, "wait_for_owner: time");
  await lets(scene, 30 * MINUTE_MS);
  await isAt(scene, ana, "ask_contact: answer");
  await insist(marta.ask, "POST", `/v1/conversations/${ana.id}/messages`, says("¡Aquí estoy!"));
  await expectSoon(() => statesOf(scene, flowId)).toEqual(["handed_over"]);
  await expectSoon(() => phoneOf(ana)).toEqual([
    expect.stringContaining("¿La dejamos abierta?"),
    "¡Aquí estoy!",
  ]);
});

it("rescue: the contact needs nothing any more, or says nothing", async () => {
  const scene = await aScene(system());
  const flowId = await example(scene, "rescue-before-the-window-closes");
  const [ana, bruno] = [scene.person("Ana"), scene.person("Bruno")];
  await ana.says("¿Me atiende alguien?");
  await bruno.says("¿Y a mí?");
  await lets(scene, 23 * HOUR_MS + MINUTE_MS);
  await isAt(scene, ana, "ask_contact: answer");
  await isAt(scene, bruno, "ask_contact: answer");
  await ana.says(taps("done", "Ya no, gracias"));
  await expectSoon(async () => (await conversation(scene.ask, ana.id)).lifecycle).toBe("closed");
  await lets(scene, 25 * HOUR_MS);
  await expectSoon(() => tagsOf(scene, bruno)).toEqual(["sin respuesta"]);
  await expectSoon(async () => (await statesOf(scene, flowId)).toSorted()).toEqual([
    "completed",
    "completed",
  ]);
});

it("round robin: the next seller after ten minutes of silence, the contact is told, and in the end there is a task", async () => {
  const scene = await aScene(system());
  const sellers = [await addAgent(scene, "Marta"), await addAgent(scene, "Leo")];
  const flowId = await example(scene, "round-robin-with-pick-up-deadline");
  const ana = scene.person("Ana");
  await intoCrm(scene, ana);
  await ana.says("Hola");
  await isAt(scene, ana, "deadline: time");
  const first = await ownerOf(scene, ana);
  await lets(scene, 10 * MINUTE_MS);
  await isAt(scene, ana, "watch: event");
  const second = await ownerOf(scene, ana);
  expect(new Set([first, second])).toEqual(new Set(sellers.map(({ id }) => id)));
  await lets(scene, 30 * MINUTE_MS);
  await wentBy(scene, flowId, [
    "in_hours",
    "first_seller",
    "deadline",
    "is_waiting",
    "next_seller",
    "tell_contact",
    "watch",
    "task",
    "tag_waiting",
  ]);
  await expectSoon(() => phoneOf(ana)).toEqual([
    expect.stringContaining("Gracias por tu paciencia, Ana."),
  ]);
  expect(await tagsOf(scene, ana)).toEqual(["espera atención"]);
  const tasks = await insist<{ items: object[] }>(scene.ask, "GET", "/v1/tasks");
  expect(tasks.items).toMatchObject([{ title: "Contactar a Ana Ruiz", ownerId: second }]);
});

it("round robin: who answers in time keeps the conversation", async () => {
  const scene = await aScene(system());
  const flowId = await example(scene, "round-robin-with-pick-up-deadline");
  const ana = scene.person("Ana");
  await ana.says("Hola");
  await isAt(scene, ana, "deadline: time");
  const owner = await ownerOf(scene, ana);
  await insist(scene.ask, "POST", `/v1/conversations/${ana.id}/messages`, says("¡Hola!"));
  await lets(scene, 10 * MINUTE_MS);
  await wentBy(scene, flowId, ["in_hours", "first_seller", "deadline", "is_waiting"]);
  expect(await ownerOf(scene, ana)).toBe(owner);
});
