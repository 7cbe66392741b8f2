import { expect, test } from "vitest";
import type { EffectTask } from "../../../src/domain/automation/effect.ts";
import { withNumber } from "../../../src/domain/contact/addressee.ts";
import type { CrmProfile } from "../../../src/domain/contact/crm-profile.ts";
import { newUser } from "../../../src/domain/people/user.ts";
import { newRecord } from "../../../src/domain/records/record-edit.ts";
import { ACME, ANA, T0 } from "../../support/builders.ts";
import { aChange, aNewContact, aProfile } from "../../support/contacts.ts";
import { anOpportunity, CONTEXT } from "../../support/records.ts";
import { useEffects } from "./support/effect-bench.ts";

const bench = useEffects();

const setField = (field: string, value: string): EffectTask => ({ kind: "setField", field, value });
const create: EffectTask = { kind: "createContact", firstName: "Ana", lastName: "Souza" };
const record = (changes: Partial<EffectTask & { kind: "createRecord" }> = {}): EffectTask => ({
  kind: "createRecord",
  record: "opportunity",
  title: "Forty chairs",
  stage: "new",
  dueAt: null,
  ownerId: null,
  ...changes,
});

async function cameOf(task: EffectTask) {
  await bench().decide(task);
  await bench().work();
  return (await bench().came()).at(-1);
}

const contact = async () => (await bench().store.contact(ACME, bench().contactId))!;
const makeCrm = async (profile: Partial<CrmProfile> = {}) =>
  bench().store.saveContact(aChange(await contact(), { crm: aProfile(profile) }));
const refused = (code: string) => ({ result: { kind: "failed", code } });
const DONE = { result: { kind: "done" } };
const told = async (type: "contact.created" | "contact.updated" | "opportunity.created") =>
  bench().store.events(ACME, { after: 0, limit: 50, types: [type] });

test("a person of a conversation comes into the CRM with their number, in the flow's name", async () => {
  expect(await cameOf(create)).toMatchObject(DONE);
  expect(await contact()).toMatchObject({
    crm: {
      firstName: "Ana",
      lastName: "Souza",
      whatsappPhone: `+${ANA.waId}`,
      consent: { by: { kind: "automation", id: "flow-1" } },
    },
  });
  const [created] = await told("contact.created");
  expect(created?.cause).toEqual({
    kind: "automation",
    id: "auto|run-1/s1/1",
    actor: { kind: "automation", id: "flow-1" },
    depth: 1,
  });
});

test("whoever is in the CRM already stays as they are", async () => {
  await makeCrm({ firstName: "Anita" });
  expect(await cameOf(create)).toMatchObject(DONE);
  expect((await contact()).crm?.firstName).toBe("Anita");
});

test("a contact of the CRM who has the number becomes the person of the conversation", async () => {
  const { store } = bench();
  await store.saveContact(aNewContact("other", { phones: [`+${ANA.waId}`], firstName: "Anita" }));
  expect(await cameOf(create)).toMatchObject(DONE);
  expect(await contact()).toMatchObject({ crm: { firstName: "Anita" }, absorbed: ["other"] });
});

test("a contact who has the number and writes from another one is proposed to people, and the step fails", async () => {
  const { store } = bench();
  await store.saveContact(aNewContact("other", { phones: [`+${ANA.waId}`] }));
  const other = (await store.contact(ACME, "other"))!;
  const known = withNumber(other, "+5215550001111", T0);
  const edit = { workspaceId: ACME, expectedVersion: other.version, events: [] };
  await store.saveContact({ ...edit, contact: known });
  expect(await cameOf(create)).toMatchObject(refused("contact.has_whatsapp"));
  expect(await store.mergeProposals(ACME)).toMatchObject([{ contactId: "other" }]);
  expect((await contact()).crm).toBeNull();
});

test("a name that nobody can have fails the step", async () => {
  expect(await cameOf({ ...create, lastName: " " } as EffectTask)).toMatchObject({
    result: { code: "contact.field_invalid", detail: expect.stringContaining("lastName") },
  });
});

test("no field of somebody who is not in the CRM is set", async () => {
  expect(await cameOf(setField("company", "Acme"))).toMatchObject(refused("contact.not_in_crm"));
});

test.each<[string, string, Partial<CrmProfile>]>([
  ["company", "Acme ", { company: "Acme" }],
  ["company", " ", { company: null }],
  ["email", "new@acme.mx", { emails: ["new@acme.mx", "second@acme.mx"] }],
  ["email", "Second@acme.mx", { emails: ["Second@acme.mx"] }],
  ["phone", "+57 301 111 0002", { phones: ["+573011110002"] }],
])("the field %s takes %j", async (field, value, expected) => {
  await makeCrm({ company: "Old", emails: ["first@acme.mx", "second@acme.mx"] });
  expect(await cameOf(setField(field, value))).toMatchObject(DONE);
  expect((await contact()).crm).toMatchObject(expected);
});

test.each([
  ["firstName", ""],
  ["email", "nobody"],
  ["phone", "301 111 0002"],
  ["fullName", "Ana Souza"],
  ["custom.none", "x"],
])("the field %s refuses %j, and says why", async (field, value) => {
  await makeCrm();
  const came = await cameOf(setField(field, value));
  expect(came).toMatchObject(refused("contact.field_invalid"));
  expect(came).toMatchObject({
    result: { detail: expect.stringMatching(new RegExp(`^${field} `)) },
  });
});

test("an address that is another contact's fails the step", async () => {
  await makeCrm();
  await bench().store.saveContact(aNewContact("other", { emails: ["taken@acme.mx"] }));
  expect(await cameOf(setField("email", "taken@acme.mx"))).toMatchObject(
    refused("contact.address_in_use"),
  );
});

test("a custom field takes a text as its type has it", async () => {
  await makeCrm();
  const field = (key: string, more: object) =>
    bench().store.addCustomField({ workspaceId: ACME, key, label: key, ...more } as never, 100);
  await field("seats", { type: "number" });
  await field("vip", { type: "boolean" });
  await field("plan", { type: "choice", choices: ["Pro", "Base"] });
  await cameOf(setField("custom.seats", "40"));
  await cameOf(setField("custom.vip", "Sí"));
  await cameOf(setField("custom.plan", "pro"));
  expect((await contact()).crm?.customFields).toEqual({ seats: 40, vip: true, plan: "Pro" });
  expect(await cameOf(setField("custom.seats", "many"))).toMatchObject(
    refused("contact.field_invalid"),
  );
});

test("a field that says so already is left, and nobody is told", async () => {
  await makeCrm({ company: "Acme" });
  expect(await cameOf(setField("company", "Acme"))).toMatchObject(DONE);
  expect(await told("contact.updated")).toEqual([]);
});

test("an opportunity is made with what the step says, and its id comes from the effect", async () => {
  await bench().store.putUser(
    newUser({ workspaceId: ACME, id: "user-a", name: "A", role: "seller", createdAt: T0 }),
  );
  expect(await cameOf(record({ ownerId: "user-a" }))).toMatchObject(DONE);
  const [created] = await told("opportunity.created");
  const id = String(created?.data["recordId"]);
  expect(await bench().store.record(ACME, "opportunity", id)).toMatchObject({
    title: "Forty chairs",
    stage: "new",
    ownerId: "user-a",
    contactId: bench().contactId,
    state: "open",
  });
});

test("a task keeps its time; whoever was switched off gets none", async () => {
  await cameOf(record({ record: "task", stage: null, dueAt: T0 + 5, ownerId: "gone" }));
  const of = { by: "contacts", ids: [bench().contactId] } as const;
  const query = { kind: "task", of, unfinished: null, cursor: null, limit: 5 } as const;
  const { items } = await bench().store.records(ACME, query);
  expect(items).toMatchObject([{ dueAt: T0 + 5, ownerId: null, state: "pending" }]);
});

test("a record without a title fails the step", async () => {
  expect(await cameOf(record({ title: "" }))).toMatchObject(refused("record.invalid"));
});

test("the newest unfinished opportunity is looked up, or else the newest, or nothing", async () => {
  const lookUp: EffectTask = { kind: "lookUpOpportunity" };
  expect(await cameOf(lookUp)).toMatchObject({ result: { kind: "done", vars: {} } });
  const { contactId, store } = bench();
  const add = (changes: object) =>
    store.saveRecord(newRecord(anOpportunity({ contactId, ...changes }), CONTEXT));
  await add({ id: "opp1", state: "won", title: "Won" });
  expect(await cameOf(lookUp)).toMatchObject({ result: { vars: { title: "Won" } } });
  await add({ id: "opp2", title: "Open", stage: null, amount: 12.5 });
  await add({ id: "opp3", state: "lost", title: "Lost" });
  expect((await cameOf(lookUp))!).toMatchObject({
    result: {
      kind: "done",
      vars: { title: "Open", amount: "12.5", currency: "MXN", state: "open" },
    },
  });
});
