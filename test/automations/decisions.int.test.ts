/** Every field that a decision may ask for, YES and NO: a flow over HTTP, a contact who writes, and the way that the run went. */
import { expect, it } from "vitest";
import { addAgent, insist } from "../acceptance/inbox.ts";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import {
  aScene,
  intoCrm,
  order,
  runsOf,
  stepsOf,
  type Person,
  type Scene,
} from "./support/scene.ts";

const system = useOneWholeSystem();

const HOUR_MS = 3_600_000;
const AD = { sourceType: "ad", sourceId: "120210", sourceUrl: "https://fb.me/1" } as const;
const NEVER_OPEN_TODAY = {
  weekly: {
    monday: [],
    tuesday: [],
    wednesday: [],
    thursday: [],
    friday: [],
    saturday: [],
    sunday: [],
  },
  dates: [{ date: "2199-01-01", ranges: [{ from: "09:00", to: "18:00" }] }],
};

/** Two contacts for whom one condition is true and untrue; both have written "Hola" before. */
interface Row {
  /** The condition, or what makes it of a scene. */
  if: object | ((scene: Scene, ana: Person) => object | Promise<object>);
  yes?: (scene: Scene, person: Person) => Promise<unknown>;
  no?: (scene: Scene, person: Person) => Promise<unknown>;
  /** Asked the other way round instead of of another contact, where it is the same for all. */
  not?: object | ((scene: Scene) => object);
  /** Variables of a start by hand. */
  vars?: { yes: Record<string, string>; no: Record<string, string> };
}

const nothing = async () => {};
const owned = async (scene: Scene, person: Person) => {
  const { id: userId } = await addAgent(scene, "Marta");
  await order(scene, person.id, "assign", { target: { kind: "user", userId } });
  return userId;
};
const opportunity = (scene: Scene, person: Person, title: string) =>
  insist(scene.ask, "POST", "/v1/opportunities", {
    contactId: person.contactId,
    title,
    amount: title === "Sillas" ? 1_200 : 30,
    currency: "MXN",
  });
const field = (key: string, compare: object) => ({ field: "contactField", key, compare });
const deal = (key: string, compare: object) => ({ field: "opportunityField", key, compare });
const dealRow = (key: string, compare: object): Row => ({
  if: deal(key, compare),
  yes: (scene, person) => opportunity(scene, person, "Sillas"),
  no: (scene, person) => opportunity(scene, person, "Mesas"),
});
const variable = (
  compare: object,
  yes: Record<string, string>,
  no: Record<string, string>,
): Row => ({
  if: { field: "variable", name: "order", compare },
  vars: { yes, no },
});
const company = (name: string) => (scene: Scene, person: Person) =>
  intoCrm(scene, person, { company: name });

const ROWS: Record<string, Row> = {
  channel: {
    if: { field: "channel", in: ["whatsapp"] },
    not: { field: "channel", in: ["whatsapp"] },
  },
  line: {
    if: ({ line }: Scene) => ({ field: "line", in: [line.phoneNumberId] }),
    not: () => ({ field: "line", in: ["200000000000001"] }),
  },
  contactAnswered: {
    if: { field: "contactAnswered", is: true },
    no: (scene, person) =>
      insist(scene.ask, "POST", `/v1/conversations/${person.id}/messages`, {
        type: "text",
        text: "Dígame",
      }),
  },
  owner: {
    if: async (scene, ana) => ({ field: "owner", in: [await owned(scene, ana)] }),
    yes: nothing,
    no: owned,
  },
  isCrmContact: { if: { field: "isCrmContact", is: true }, yes: intoCrm },
  status: {
    if: { field: "status", in: ["open"] },
    no: (scene, person) => order(scene, person.id, "close", { description: "Listo" }),
  },
  hasOwner: { if: { field: "hasOwner", is: true }, yes: owned },
  hasUnread: {
    if: { field: "hasUnread", is: true },
    no: (scene, person) => order(scene, person.id, "read"),
  },
  adId: {
    if: { field: "adId", in: [AD.sourceId] },
    yes: async (scene, person) => {
      await order(scene, person.id, "close", { description: "Listo" });
      await person.says("Por el anuncio", { referral: AD });
    },
  },
  "contactField equal": {
    if: field("company", { is: "equal", value: "Acme" }),
    yes: company("Acme"),
    no: company("Otra"),
  },
  "contactField different": {
    if: field("company", { is: "different", value: "Otra" }),
    yes: company("Acme"),
    no: company("Otra"),
  },
  "contactField contains": {
    if: field("company", { is: "contains", value: "cm" }),
    yes: company("Acme"),
    no: company("Otra"),
  },
  "contactField known": {
    if: field("company", { is: "known" }),
    yes: company("Acme"),
  },
  "contactField unknown": {
    if: field("company", { is: "unknown" }),
    no: company("Acme"),
  },
  "opportunityField title": dealRow("title", { is: "equal", value: "Sillas" }),
  "opportunityField amount": dealRow("amount", { is: "above", value: "100" }),
  "variable above": variable({ is: "above", value: "9" }, { order: "10" }, { order: "8" }),
  "variable below": variable({ is: "below", value: "9" }, { order: "8" }, { order: "10" }),
  "variable known": variable({ is: "known" }, { order: "1" }, {}),
  tags: {
    if: { field: "tags", any: ["vip"] },
    yes: (scene, person) => order(scene, person.id, "tag", { tags: ["vip"] }),
    no: (scene, person) => order(scene, person.id, "tag", { tags: ["otra"] }),
  },
  businessHours: {
    if: { field: "businessHours", is: true },
    no: (scene) => scene.settings({ businessHours: NEVER_OPEN_TODAY }),
  },
  windowLeft: {
    if: { field: "windowLeft", atLeastMs: 12 * HOUR_MS },
    no: (scene) => scene.sim.clock.advance(13 * HOUR_MS),
  },
  lastText: {
    if: { field: "lastText", words: ["cotización"] },
    yes: (_, person) => person.says("Una COTIZACION"),
    no: (_, person) => person.says("Un pedido"),
  },
  lastTextPattern: {
    if: { field: "lastTextPattern", pattern: "^pedido \\d+$" },
    yes: (_, person) => person.says("pedido 17"),
    no: (_, person) => person.says("pedido"),
  },
};

/** Starts a flow by hand that asks this of somebody: the way it went. */
async function asks(scene: Scene, person: Person, condition: object, vars = {}): Promise<string> {
  const flowId = await scene.flow({
    start: { on: "manual" },
    first: "ask",
    steps: [
      { id: "ask", do: "decide", if: { all: [condition] }, yes: "si", no: "no" },
      { id: "si", do: "note", text: "SI" },
      { id: "no", do: "note", text: "NO" },
    ],
  });
  const body = { conversationId: person.id, vars };
  await insist(scene.ask, "POST", `/v1/automations/${flowId}/start`, body);
  await expectSoon(async () => (await runsOf(scene, flowId))[0]?.state).toBe("completed");
  const [run] = await runsOf(scene, flowId);
  const steps = await stepsOf(scene, run!);
  return `${steps.findLast(({ step }) => step === "ask")?.next} ${steps.at(-1)?.step}`;
}

it.each(Object.entries(ROWS))("%s: YES and NO", async (_, row) => {
  const scene = await aScene(system());
  const [ana, bruno] = [scene.person(), scene.person("Bruno")];
  await ana.says("Hola");
  await bruno.says("Hola");
  await row.yes?.(scene, ana);
  const condition = typeof row.if === "function" ? await row.if(scene, ana) : row.if;
  expect(await asks(scene, ana, condition, row.vars?.yes)).toBe("si si");
  if (row.not === undefined) {
    await row.no?.(scene, bruno);
    expect(await asks(scene, bruno, condition, row.vars?.no)).toBe("no no");
  } else {
    const not = typeof row.not === "function" ? row.not(scene) : { not: row.not };
    expect(await asks(scene, ana, not)).toBe("no no");
  }
});

it("any of several, and one turned round", async () => {
  const scene = await aScene(system());
  const ana = scene.person();
  await ana.says("Hola");
  const flow = (on: string, condition: object) =>
    scene.flow({
      start: { on: "message.received", match: { kind: "keyword", words: [on] } },
      when: condition,
      first: "put",
      steps: [{ id: "put", do: "tag", tags: [on] }],
    });
  const unowned = { field: "hasOwner", is: true };
  await flow("primero", { any: [unowned, { field: "tags", any: ["vip"] }] });
  await flow("segundo", { any: [unowned, { not: { field: "tags", any: ["vip"] } }] });
  await ana.says("primero y segundo");
  const tagsOf = async () =>
    (await insist<{ tags: string[] }>(scene.ask, "GET", `/v1/conversations/${ana.id}`)).tags;
  await expectSoon(tagsOf).toEqual(["segundo"]);
});

it("a split by chance: everybody goes one of its ways, and both are taken", async () => {
  const scene = await aScene(system());
  const flowId = await scene.flow({
    start: { on: "conversation.started_by_contact" },
    first: "half",
    steps: [
      {
        id: "half",
        do: "split",
        branches: [
          { weight: 1, next: "a" },
          { weight: 1, next: "b" },
        ],
      },
      { id: "a", do: "tag", tags: ["a"] },
      { id: "b", do: "tag", tags: ["b"] },
    ],
  });
  const people = Array.from({ length: 24 }, (_, at) => scene.person(`P${at}`));
  for (const person of people) await person.says("Hola");
  await expectSoon(async () => (await runsOf(scene, flowId)).length).toBe(people.length);
  const ways = (
    await Promise.all((await runsOf(scene, flowId)).map((run) => stepsOf(scene, run)))
  ).map((steps) => steps.map(({ step }) => step).join(" "));
  expect(new Set(ways)).toEqual(new Set(["half a", "half b"]));
});
