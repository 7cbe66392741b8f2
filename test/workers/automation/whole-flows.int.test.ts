/** Flows from a contact's message to what the contact sees, through the engine as it is composed and the simulated WhatsApp. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { flowDefinitionSchema } from "../../../src/domain/automation/flow.ts";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import type { Contact } from "../../../src/simulator/contact.ts";
import { addAgent, hasWritten, insist, timeline, conversation } from "../../acceptance/inbox.ts";
import { useWholeSystem, type WholeSystem } from "../../acceptance/whole-system.ts";
import { aFlow, aFlowVersion } from "../../support/automation-builders.ts";
import { expectSoon } from "../../support/expect-soon.ts";
import { createReceiver, type Receiver } from "../../support/receiver.ts";
import { SECRET } from "./support/effect-bench.ts";

const start = useWholeSystem();

let receiver: Receiver;
beforeEach(async () => {
  receiver = await createReceiver();
});
afterEach(() => receiver.close());

/** Switches a flow on that starts when a contact writes, as the API does it. */
async function addFlow({ engine }: WholeSystem, steps: object[], changes: object = {}) {
  const workspaceId = DEFAULT_WORKSPACE;
  const definition = flowDefinitionSchema.parse({
    name: "Welcome",
    start: { on: "conversation.started_by_contact" },
    first: "s1",
    steps,
    ...changes,
  });
  const secrets = [{ value: SECRET, validUntil: null }];
  const flow = aFlow({ workspaceId, liveVersion: 1, liveSince: 0, secrets });
  await engine.store.addFlow(flow, aFlowVersion({ workspaceId, definition }));
}

const text = (words: string) => ({ type: "text", text: words });
/** What the contact's phone has, in the order in which WhatsApp took it. */
const textsOf = ({ received }: Contact) =>
  received
    .toSorted((a, b) => a.at - b.at)
    .map(({ request }) => (request as { text?: { body: string } }).text?.body);

test("a contact writes: the flow welcomes, asks, keeps the answer, and gives the conversation to whose turn it is", async () => {
  const system = await start();
  const { sim, ask } = system;
  await addFlow(system, [
    { id: "s1", do: "send", messages: [text("Hola {{contact.profileName|amigo}}")], next: "ask" },
    {
      id: "ask",
      do: "ask",
      message: text("¿De qué color?"),
      expect: { kind: "text" },
      timeoutMs: 3_600_000,
      saveAs: "color",
      next: "give",
    },
    {
      id: "give",
      do: "assign",
      to: { kind: "pick", among: { kind: "role", roleId: "seller" }, by: "roundRobin" },
      next: "note",
    },
    { id: "note", do: "note", text: "Quiere {{vars.color|algo}}" },
  ]);
  const agents = [await addAgent(system, "Marta"), await addAgent(system, "Leo")];
  const inTurn = agents.map(({ id }) => id).toSorted();
  const people = [
    sim.contact({ name: "Ana", waId: "5215511110001" }),
    sim.contact({ name: "Bruno", waId: "5215511110002" }),
    sim.contact({ name: "Carla", waId: "5215511110003" }),
  ];
  for (const [at, person] of people.entries()) {
    const { id } = await hasWritten(system, person, { text: "Buenas" });
    const name = person.profile.name ?? "";
    await expectSoon(() => textsOf(person)).toEqual([`Hola ${name}`, "¿De qué color?"]);
    await hasWritten(system, person, { text: "Azul" });
    await expectSoon(async () => (await conversation(ask, id)).owner?.id).toBe(inTurn[at % 2]);
    await expectSoon(async () =>
      (await timeline(ask, id)).some((item) => item.kind === "note"),
    ).toBe(true);
    const items = await timeline(ask, id);
    const sent = items.filter(({ direction }) => direction === "outgoing");
    expect(sent.map(({ sender }) => sender?.kind)).toEqual(["automation", "automation"]);
    const assigned = items.find(({ activity }) => activity === "assigned");
    expect(assigned?.actor?.kind).toBe("automation");
    expect(assigned?.data).toMatchObject({ chosenBy: "roundRobin", chosenOf: 2 });
    expect(items.find((item) => item.kind === "note")).toMatchObject({ text: "Quiere Azul" });
  }
});

test("what a webhook answers is used in later steps, and a webhook that fails takes its branch", async () => {
  const system = await start();
  const { sim } = system;
  receiver.setAnswer({ kind: "answer", status: 200, body: '{"offer":{"price":12.5}}' });
  await addFlow(system, [
    {
      id: "s1",
      do: "webhook",
      url: `${receiver.origin}/price`,
      save: { price: "offer.price" },
      next: "say",
      onFail: "sorry",
    },
    { id: "say", do: "send", messages: [text("Cuesta {{vars.price|?}}")] },
    { id: "sorry", do: "send", messages: [text("No lo sé")] },
  ]);
  const ana = sim.contact({ name: "Ana", waId: "5215511110001" });
  await hasWritten(system, ana, { text: "¿Cuánto cuesta?" });
  await expectSoon(() => textsOf(ana)).toEqual(["Cuesta 12.5"]);
  const [got] = await receiver.received(1);
  expect(got?.headers["webhook-id"]).toMatch(/^(run_|eff_)/);
  receiver.setAnswer(404);
  const bruno = sim.contact({ name: "Bruno", waId: "5215511110002" });
  await hasWritten(system, bruno, { text: "¿Cuánto cuesta?" });
  await expectSoon(() => textsOf(bruno)).toEqual(["No lo sé"]);
});

test("a person who writes ends the bot's talking, whatever it had still to say", async () => {
  const system = await start();
  const { sim, ask } = system;
  const hasWrittenFirst = Promise.withResolvers<void>();
  receiver.setAnswer(async () => {
    await hasWrittenFirst.promise;
    return { kind: "answer", status: 200, body: "{}" };
  });
  await addFlow(system, [
    { id: "s1", do: "webhook", url: receiver.origin, next: "say" },
    { id: "say", do: "send", messages: [text("Soy un bot")] },
  ]);
  const marta = await addAgent(system, "Marta", "administrator");
  const ana = sim.contact({ name: "Ana", waId: "5215511110001" });
  const { id } = await hasWritten(system, ana, { text: "Hola" });
  await receiver.received(1);
  await insist(marta.ask, "POST", `/v1/conversations/${id}/messages`, text("Le atiende Marta"));
  hasWrittenFirst.resolve();
  await expectSoon(() => textsOf(ana)).toEqual(["Le atiende Marta"]);
  await expectSoon(async () => (await system.engine.store.effectDepth()).waiting).toBe(0);
  const later = await hasWritten(system, ana, { text: "Gracias" });
  expect(later.id).toBe(id);
  expect(textsOf(ana)).toEqual(["Le atiende Marta"]);
  expect(await conversation(ask, id)).toMatchObject({ lifecycle: "open" });
});

test("an AI agent over HTTP talks with the contact until it hands over", async () => {
  const system = await start();
  const { sim } = system;
  const answers = [
    '{"messages":[{"text":"¿Qué talla?"}],"then":"wait"}',
    '{"messages":[{"text":"Le paso con una persona"}],"then":"handOver"}',
  ];
  receiver.setAnswer((_request, index) => ({
    kind: "answer",
    status: 200,
    body: answers[index] ?? "{}",
  }));
  await addFlow(system, [
    {
      id: "s1",
      do: "respond",
      url: receiver.origin,
      mode: "direct",
      timeoutMs: 3_600_000,
      onHandOver: "tag",
    },
    { id: "tag", do: "tag", tags: ["humano"] },
  ]);
  const ana = sim.contact({ name: "Ana", waId: "5215511110001" });
  const { id } = await hasWritten(system, ana, { text: "Busco zapatos" });
  await expectSoon(() => textsOf(ana)).toEqual(["¿Qué talla?"]);
  await hasWritten(system, ana, { text: "42" });
  await expectSoon(() => textsOf(ana)).toEqual(["¿Qué talla?", "Le paso con una persona"]);
  await expectSoon(async () => (await conversation(system.ask, id)) as unknown).toMatchObject({
    tags: ["humano"],
  });
  const second = JSON.parse(String(receiver.requests[1]?.rawBody)) as {
    messages: { text: string }[];
  };
  expect(second.messages.map((message) => message.text)).toEqual([
    "Busco zapatos",
    "¿Qué talla?",
    "42",
  ]);
});
