/** What flows do for the team and in the CRM: with what the conversation, its timeline, the run and the CRM say afterwards. */
import { expect, it } from "vitest";
import { addAgent, conversation, insist, timeline } from "../acceptance/inbox.ts";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import {
  activitiesOf,
  aScene,
  intoCrm,
  order,
  pathOf,
  runsOf,
  statesOf,
  type Person,
  type Scene,
} from "./support/scene.ts";

const system = useOneWholeSystem();

const ON_WORD = { on: "message.received", match: { kind: "keyword", words: ["empieza"] } };

/** Plays a flow of these steps on a word of the contact, to its end; what its steps came to. */
async function plays(scene: Scene, ana: Person, steps: object[], start: object = ON_WORD) {
  const [{ id: first }] = steps as [{ id: string }];
  const flowId = await scene.flow({ start, first, steps });
  const isWord = start === ON_WORD;
  await (isWord ? ana.says("Empieza") : order(scene, ana.id, "close", { description: "Listo" }));
  await expectSoon(() => statesOf(scene, flowId)).toEqual(["completed"]);
  const [run] = await runsOf(scene, flowId);
  return { flowId, path: await pathOf(scene, run!) };
}

const at = ({ ask }: Scene, { id }: Person) =>
  insist<Record<string, unknown>>(ask, "GET", `/v1/conversations/${id}`);
const card = ({ ask }: Scene, { contactId }: Person) =>
  insist<Record<string, unknown>>(ask, "GET", `/v1/contacts/${contactId}`);
const byFlow = (flowId: string) => ({ actor: { kind: "automation", id: flowId } });
const happened = async (scene: Scene, ana: Person, activity: string) =>
  (await activitiesOf(scene, ana.id)).filter((item) => item.activity === activity).at(-1);

it("assign: to somebody by name, even though somebody has it, and marked unread", async () => {
  const scene = await aScene(system());
  const [marta, leo] = [await addAgent(scene, "Marta"), await addAgent(scene, "Leo")];
  const ana = scene.person();
  await ana.says("Hola");
  await order(scene, ana.id, "assign", { target: { kind: "user", userId: leo.id } });
  await order(scene, ana.id, "read");
  const to = { kind: "user", userId: marta.id };
  const { flowId } = await plays(scene, ana, [
    { id: "keep", do: "assign", to, next: "give" },
    { id: "give", do: "assign", to, onlyIfUnassigned: false, markUnread: true, next: null },
  ]);
  expect(await at(scene, ana)).toMatchObject({ owner: { id: marta.id }, unread: { marked: true } });
  expect(await happened(scene, ana, "handed_over")).toMatchObject(byFlow(flowId));
});

it("assign: to somebody by name who cannot have it any more: to nobody, as the flow says for that", async () => {
  const scene = await aScene(system());
  const ana = scene.person();
  const marta = await addAgent(scene, "Marta");
  const to = { kind: "user", userId: marta.id };
  const steps = [
    { id: "give", do: "assign", to, next: null, onNobody: "alone" },
    { id: "alone", do: "tag", tags: ["de nadie"] },
  ];
  const flowId = await scene.flow({ start: ON_WORD, first: "give", steps });
  await insist(scene.ask, "PATCH", `/v1/users/${marta.id}`, { active: false });
  await ana.says("Empieza");
  await expectSoon(() => statesOf(scene, flowId)).toEqual(["completed"]);
  expect(await at(scene, ana)).toMatchObject({ owner: null, tags: ["de nadie"] });
});

it("assign: to the contact's owner; to nobody where they have none", async () => {
  const scene = await aScene(system());
  const marta = await addAgent(scene, "Marta");
  const steps = [
    { id: "give", do: "assign", to: { kind: "contactOwner" }, next: null, onNobody: "alone" },
    { id: "alone", do: "tag", tags: ["de nadie"] },
  ];
  const [ana, bruno] = [scene.person(), scene.person("Bruno")];
  const { id } = await intoCrm(scene, ana);
  await insist(scene.ask, "PUT", `/v1/contacts/${id}/owner`, { ownerId: marta.id });
  const { path, flowId } = await plays(scene, ana, steps);
  expect(path).toHaveLength(1);
  expect(await at(scene, ana)).toMatchObject({ owner: { id: marta.id } });
  await bruno.says("Empieza");
  await expectSoon(() => statesOf(scene, flowId)).toEqual(["completed", "completed"]);
  expect(await at(scene, bruno)).toMatchObject({ owner: null, tags: ["de nadie"] });
});

it("assign: whose turn it is, and who has the fewest; nobody where nobody receives", async () => {
  const scene = await aScene(system());
  const pair = [await addAgent(scene, "Marta"), await addAgent(scene, "Leo")];
  const userIds = pair.map(({ id }) => id);
  const among = { kind: "users", userIds };
  const giving = (by: string) => ({
    start: { on: "message.received", match: { kind: "keyword", words: [by] } },
    first: "give",
    steps: [
      { id: "give", do: "assign", to: { kind: "pick", among, by }, next: null, onNobody: "alone" },
      { id: "alone", do: "tag", tags: ["de nadie"] },
    ],
  });
  await scene.flow(giving("roundRobin"));
  await scene.flow(giving("fewestOpen"));
  const asks = async (by: string) => {
    const person = scene.person();
    await person.says(by);
    await expectSoon(async () => (await at(scene, person))["owner"]).not.toBeNull();
    return { person, owner: (await conversation(scene.ask, person.id)).owner?.id };
  };
  const turns = [await asks("roundRobin"), await asks("roundRobin"), await asks("roundRobin")];
  const [one, two, three] = turns.map(({ owner }) => owner);
  expect(new Set([one, two])).toEqual(new Set(userIds));
  expect(three).toBe(one);
  expect((await asks("fewestOpen")).owner).toBe(two);
  for (const { id } of pair) await insist(scene.ask, "PATCH", `/v1/users/${id}`, { active: false });
  const last = scene.person();
  await last.says("fewestOpen");
  await expectSoon(async () => (await at(scene, last))["tags"]).toEqual(["de nadie"]);
});

it("unassign, mark unread, tag, untag, note: each stands in the timeline as the flow's", async () => {
  const scene = await aScene(system());
  const marta = await addAgent(scene, "Marta");
  const ana = scene.person();
  await ana.says("Hola");
  await order(scene, ana.id, "assign", { target: { kind: "user", userId: marta.id } });
  const { flowId, path } = await plays(scene, ana, [
    { id: "free", do: "unassign", next: "mark" },
    { id: "mark", do: "markUnread", next: "put" },
    { id: "put", do: "tag", tags: ["uno", "dos"], next: "take" },
    { id: "take", do: "untag", tags: ["uno"], next: "write" },
    { id: "write", do: "note", text: "Escribe {{contact.profileName|alguien}}" },
  ]);
  expect(path).toEqual([
    "free: applied",
    "mark: applied",
    "put: applied",
    "take: applied",
    "write: applied",
  ]);
  expect(await at(scene, ana)).toMatchObject({
    owner: null,
    tags: ["dos"],
    unread: { marked: true },
  });
  expect(await happened(scene, ana, "unassigned")).toMatchObject(byFlow(flowId));
  expect(await happened(scene, ana, "tagged")).toMatchObject(byFlow(flowId));
  const note = (await timeline(scene.ask, ana.id)).find(({ kind }) => kind === "note");
  expect(note).toMatchObject({ text: "Escribe Ana" });
});

it("close, with its reason; and reopen", async () => {
  const scene = await aScene(system());
  const [ana, bruno] = [scene.person(), scene.person("Bruno")];
  const shut = {
    id: "shut",
    do: "close",
    description: "Resuelto",
    reasonCode: "done",
    rearm: true,
  };
  const { flowId } = await plays(scene, ana, [shut]);
  expect(await at(scene, ana)).toMatchObject({
    lifecycle: "closed",
    episode: { description: "Resuelto" },
  });
  expect(await happened(scene, ana, "closed")).toMatchObject(byFlow(flowId));
  await bruno.says("Hola");
  const onClose = { on: "conversation.closed" };
  const again = await plays(scene, bruno, [{ id: "again", do: "reopen" }], onClose);
  expect(again.path).toEqual(["again: applied"]);
  expect(await at(scene, bruno)).toMatchObject({ lifecycle: "open" });
});

it("create a contact, set a field, add an opportunity and a task: the CRM has them once", async () => {
  const scene = await aScene(system());
  const marta = await addAgent(scene, "Marta");
  const ana = scene.person();
  await ana.says("Hola");
  await order(scene, ana.id, "assign", { target: { kind: "user", userId: marta.id } });
  const record = { do: "createRecord", onFail: null };
  const { path } = await plays(scene, ana, [
    { id: "make", do: "createContact", firstName: "Ana", lastName: "Ruiz", next: "set" },
    { id: "set", do: "setField", field: "company", value: "Acme", next: "sell" },
    {
      ...record,
      id: "sell",
      record: "opportunity",
      title: "Sillas para {{contact.firstName|alguien}}",
      stage: "Nueva",
      next: "do",
    },
    { ...record, id: "do", record: "task", title: "Llamar", dueInMs: 3_600_000, owner: "nobody" },
  ]);
  expect(path).toEqual(["make: done", "set: done", "sell: done", "do: done"]);
  expect(await card(scene, ana)).toMatchObject({
    crm: { firstName: "Ana", lastName: "Ruiz", company: "Acme" },
  });
  const found = async (kind: string) =>
    (
      await insist<{ items: { contactId: string }[] }>(scene.ask, "GET", `/v1/${kind}`)
    ).items.filter(({ contactId }) => contactId === ana.contactId);
  expect(await found("opportunities")).toMatchObject([
    { title: "Sillas para Ana", stage: "Nueva", ownerId: marta.id },
  ]);
  expect(await found("tasks")).toMatchObject([{ title: "Llamar", ownerId: null }]);
});

it("set a field that refuses the value: its branch", async () => {
  const scene = await aScene(system());
  const ana = scene.person();
  await intoCrm(scene, ana);
  const { path } = await plays(scene, ana, [
    { id: "set", do: "setField", field: "email", value: "no es un correo", onFail: "say" },
    { id: "say", do: "tag", tags: ["sin correo"] },
  ]);
  expect(path[0]).toMatch(/^set: (failed|refused)/);
  expect(await at(scene, ana)).toMatchObject({ tags: ["sin correo"] });
});
