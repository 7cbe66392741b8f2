import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { LINE, T0 } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { ANA, crmOf, type Card } from "../support/crm.ts";
import { aPerson } from "../support/person.ts";

const bench = useBench();
const { create, card, list, history } = crmOf(bench);

const PHONE = "5215512345678";
let conversationId = "";
let writer = "";

beforeEach(async () => {
  conversationId = await bench().converse("wamid.1", { from: PHONE });
  writer = conversationId.slice(LINE.length + 1);
});

const set = (body: object, id = conversationId) =>
  bench().ask("POST", `/v1/conversations/${id}/contact`, body);

describe("making a contact of whoever writes (R15.3)", () => {
  it("keeps the conversation and its contact, and brings the WhatsApp number along", async () => {
    const answer = await set({ profile: { ...ANA, emails: ["ana@acme.mx"] } });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      id: writer,
      name: "Ana Souza",
      crm: { emails: ["ana@acme.mx"], whatsappPhone: `+${PHONE}` },
      conversations: [{ id: conversationId }],
    });
    const [created] = await history(writer);
    expect(created).toMatchObject({ type: "contact.created", conversationId });
    const again = await set({ profile: ANA });
    expect(problemOf(again).code).toBe("contact.in_crm_already");
  });

  it("asks for name, last name and confirmation", async () => {
    for (const [changes, field] of [
      [{ lastName: undefined }, "body.profile.lastName"],
      [{ firstName: " " }, "body.profile.firstName"],
      [{ consent: false }, "body.profile.consent"],
    ] as const) {
      expect(problemOf(await set({ profile: { ...ANA, ...changes } })).fields).toEqual([field]);
    }
    for (const body of [{}, { profile: ANA, contactId: "ct_1" }]) {
      expect(problemOf(await set(body)).fields).toEqual(["body.contactId"]);
    }
  });

  it("gives it to the owner of the conversation", async () => {
    await aPerson(bench(), { id: "eva" });
    const target = { kind: "user", userId: "eva" };
    await bench().ask("POST", `/v1/conversations/${conversationId}/assign`, { target });
    expect((await set({ profile: ANA })).json()).toMatchObject({ ownerId: "eva" });
  });

  it("is refused when an address is somebody else's, naming them: that is whom to associate", async () => {
    const other = await create({ emails: ["ana@acme.mx"] });
    const answer = await set({ profile: { ...ANA, emails: ["ANA@acme.mx"] } });
    expect(problemOf(answer).code).toBe("contact.address_in_use");
    expect(answer.json()).toMatchObject({ contact: { id: other.id } });
  });
});

describe("saying which contact of the CRM somebody is", () => {
  it("gives the conversation that contact's profile, owner and records, and leads its id here", async () => {
    const { ask } = bench();
    await aPerson(bench(), { id: "eva" });
    const { id } = await create({ emails: ["ana@acme.mx"], phones: ["+15550001111"] });
    await ask("PUT", `/v1/contacts/${id}/owner`, { ownerId: "eva" });
    const task = (await ask("POST", "/v1/tasks", { title: "Call", contactId: id })).json<Card>();
    const answer = await set({ contactId: id });
    expect(answer.json()).toMatchObject({
      id: writer,
      name: "Ana Souza",
      ownerId: "eva",
      crm: { emails: ["ana@acme.mx"] },
      conversations: [{ id: conversationId }],
      links: { call: `tel:+${PHONE}` },
    });
    expect(await card(id)).toMatchObject({ id: writer });
    expect((await list()).items.map((each) => each.id)).toEqual([writer]);
    const conversation = (await ask("GET", `/v1/conversations/${conversationId}`)).json();
    expect(conversation).toMatchObject({
      id: conversationId,
      contact: { id: writer, name: "Ana Souza", isCrmContact: true },
    });
    for (const contactId of [id, writer]) {
      const tasks = (await ask("GET", `/v1/tasks?contact=${contactId}`)).json<{ items: Card[] }>();
      expect(tasks.items.map((each) => each.id)).toEqual([task.id]);
      expect((await history(contactId)).map(({ type }) => type)).toEqual([
        "contact.associated",
        "task.created",
        "contact.owner_changed",
        "contact.created",
        "conversation.opened",
      ]);
    }
    expect(await bench().converse("wamid.2", { from: PHONE })).toBe(conversationId);
  });

  it("is refused for contacts that are not there, not in the CRM, known on WhatsApp, or when the person is in the CRM", async () => {
    const { converse } = bench();
    const strange = (await converse("wamid.9", { from: "5511900000009" })).slice(LINE.length + 1);
    const known = await create({ phones: ["+5511900000008"] });
    await converse("wamid.8", { from: "5511900000008" });
    for (const [contactId, code] of [
      ["nobody", "contact.unknown"],
      [strange, "contact.not_in_crm"],
      [writer, "contact.same_contact"],
      [known.id, "contact.has_whatsapp"],
    ] as const) {
      expect(problemOf(await set({ contactId })).code).toBe(code);
    }
    await set({ profile: ANA });
    const { id } = await create({ firstName: "Ben" });
    expect(problemOf(await set({ contactId: id })).code).toBe("contact.in_crm_already");
    expect((await card(id)).id).toBe(id);
  });

  it("that is known on WhatsApp is proposed to be one with them, once, for an administrator to decide", async () => {
    const { ask, converse } = bench();
    const known = await create({ phones: ["+5511900000008"] });
    await converse("wamid.8", { from: "5511900000008" });
    for (const _ of [1, 2]) {
      expect(problemOf(await set({ contactId: known.id })).code).toBe("contact.has_whatsapp");
    }
    const { items } = (await ask("GET", "/v1/merge-proposals")).json<{
      items: { id: string }[];
    }>();
    expect(items).toMatchObject([{ contactId: known.id, otherContactId: writer }]);
    await ask("POST", `/v1/conversations/${conversationId}/close`, { description: "x" });
    const accepted = await ask(
      "POST",
      `/v1/merge-proposals/${encodeURIComponent(items[0]?.id ?? "")}/accept`,
      {},
    );
    expect(accepted.statusCode).toBe(200);
    expect((await card(writer)).id).toBe(known.id);
  });

  it("is for those who may change the conversation, and see the contact", async () => {
    const eva = await aPerson(bench(), { id: "eva" });
    const { id } = await create();
    const url = `/v1/conversations/${conversationId}/contact`;
    const foreign = await eva.ask("POST", url, { contactId: id });
    expect(problemOf(foreign).code).toBe("conversation.unknown");
    const target = { kind: "user", userId: "eva" };
    await bench().ask("POST", `/v1/conversations/${conversationId}/assign`, { target });
    expect(problemOf(await eva.ask("POST", url, { contactId: id })).code).toBe("contact.unknown");
    expect((await eva.ask("POST", url, { profile: ANA })).statusCode).toBe(200);
  });

  it("by many at once happens once", async () => {
    const { id } = await create();
    const answers = await Promise.all([1, 2, 3, 4].map(() => set({ contactId: id })));
    const codes = answers.map((answer) =>
      answer.statusCode === 200 ? "done" : problemOf(answer).code,
    );
    expect(codes.filter((code) => code === "done")).toHaveLength(1);
    const told = await bench().store.events(DEFAULT_WORKSPACE, {
      after: 0,
      limit: 100,
      types: ["contact.associated"],
    });
    expect(told).toHaveLength(1);
  });
});

describe("a number of the CRM", () => {
  it("that is given to whoever writes, and that another writes from, is proposed to be one", async () => {
    const { ask, converse } = bench();
    const other = (await converse("wamid.7", { from: "5511900000007" })).slice(LINE.length + 1);
    await set({ profile: { ...ANA, phones: ["+5511900000007"] } });
    const { items } = (await ask("GET", "/v1/merge-proposals")).json<{ items: object[] }>();
    expect(items).toMatchObject([{ contactId: writer, otherContactId: other }]);
  });

  it("makes whoever writes from it that contact, at once and by itself (Q64)", async () => {
    const { id } = await create({ firstName: "Ben", phones: ["+55 11 90000-0007"] });
    const other = await bench().converse("wamid.7", { from: "5511900000007", at: T0 });
    expect(other).toBe(`${LINE}-${id}`);
    expect((await history(id)).map(({ type }) => type)).toContain("contact.associated");
  });

  it("that two people write from is proposed to be one, and joins nobody", async () => {
    const { ask, converse } = bench();
    const ben = await create({ firstName: "Ben", phones: ["+5511900000007"] });
    await converse("wamid.7", { from: "5511900000007" });
    await ask("PATCH", `/v1/contacts/${ben.id}`, { phones: ["+5511900000007", `+${PHONE}`] });
    const { items } = (await ask("GET", "/v1/merge-proposals")).json<{ items: object[] }>();
    expect(items).toMatchObject([{ contactId: ben.id, otherContactId: writer }]);
    expect((await card(writer)).crm).toBeNull();
  });
});
