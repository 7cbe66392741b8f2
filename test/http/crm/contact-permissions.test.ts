import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { LINE } from "../../support/builders.ts";
import { aTeam } from "../../support/people-builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { ANA, crmOf, type Card } from "../support/crm.ts";
import { aPerson, type Person } from "../support/person.ts";

const bench = useBench();
const { create } = crmOf(bench);

let seller: Person;
let mine: Card;
let theirs: Card;
let market: Card;

beforeEach(async () => {
  const { ask } = bench();
  seller = await aPerson(bench(), { id: "eva" });
  await aPerson(bench(), { id: "max" });
  const owned = async (ownerId: string, changes: object = {}) => {
    const { id } = await create(changes);
    return (await ask("PUT", `/v1/contacts/${id}/owner`, { ownerId })).json<Card>();
  };
  mine = await owned("eva", { firstName: "Mina" });
  theirs = await owned("max", { firstName: "Theo", emails: ["theo@acme.mx"] });
  market = await owned("max", { firstName: "Mark", isMarketing: true });
});

const listed = async (person: Person, query = "") =>
  (await person.ask("GET", `/v1/contacts${query}`))
    .json<{ items: Card[] }>()
    .items.map(({ id }) => id);

describe("a seller", () => {
  it("lists and finds the contacts that are their own", async () => {
    expect(await listed(seller)).toEqual([mine.id]);
    expect(await listed(seller, "?q=theo")).toEqual([]);
    await bench().ask("PATCH", `/v1/contacts/${theirs.id}`, { externalId: "x" });
    expect(await listed(seller, "?externalId=x")).toEqual([]);
  });

  it("gets 404 for everything of other contacts, as for what does not exist", async () => {
    const task = { title: "Call", contactId: theirs.id };
    const made = (await bench().ask("POST", "/v1/tasks", task)).json<{ id: string }>();
    for (const id of [theirs.id, market.id, "nothing"]) {
      const answers = [
        await seller.ask("GET", `/v1/contacts/${id}`),
        await seller.ask("GET", `/v1/contacts/${id}/history`),
        await seller.ask("PATCH", `/v1/contacts/${id}`, { lastName: "x" }),
        await seller.ask("PUT", `/v1/contacts/${id}/owner`, { ownerId: "eva" }),
        await seller.ask("PUT", `/v1/contacts/${id}/marketing`, { isMarketing: true }),
        await seller.ask("GET", `/v1/tasks?contact=${id}`),
      ];
      expect(answers.map((answer) => problemOf(answer).code)).toEqual(
        answers.map(() => "contact.unknown"),
      );
      const adding = await seller.ask("POST", "/v1/tasks", { title: "x", contactId: id });
      expect(problemOf(adding).code).toBe("record.unknown_contact");
    }
    for (const answer of [
      await seller.ask("GET", `/v1/tasks/${made.id}`),
      await seller.ask("PATCH", `/v1/tasks/${made.id}`, { state: "done" }),
      await seller.ask("DELETE", `/v1/tasks/${made.id}`),
    ]) {
      expect(problemOf(answer).code).toBe("record.unknown");
    }
  });

  it("is told that an address is somebody else's, and not whose", async () => {
    const body = { ...ANA, emails: ["theo@acme.mx"] };
    const answer = await seller.ask("POST", "/v1/contacts", body);
    expect(problemOf(answer).code).toBe("contact.address_in_use");
    expect(answer.json()).toMatchObject({ contact: null });
    expect(answer.body).not.toContain(theirs.id);
  });

  it("owns the contacts that they put into the CRM", async () => {
    const created = (await seller.ask("POST", "/v1/contacts", ANA)).json<Card>();
    expect(created.ownerId).toBe("eva");
    expect(await listed(seller)).toEqual([created.id, mine.id]);
  });

  it("sees the contact of a conversation of theirs, whoever owns the contact", async () => {
    const { ask, converse } = bench();
    const conversationId = await converse("wamid.1", { from: "5511900000001" });
    const id = conversationId.slice(LINE.length + 1);
    expect(problemOf(await seller.ask("GET", `/v1/contacts/${id}`)).code).toBe("contact.unknown");
    const target = { kind: "user", userId: "eva" };
    await ask("POST", `/v1/conversations/${conversationId}/assign`, { target });
    const seen = (await seller.ask("GET", `/v1/contacts/${id}`)).json<Card>();
    expect(seen.conversations).toMatchObject([{ id: conversationId }]);
  });

  it("lists, finds and is named the contacts of their conversations too, as long as these are theirs", async () => {
    const { ask, converse } = bench();
    const conversationId = await converse("wamid.1", { from: "5511900000001" });
    const assign = async (userId: string) => {
      const target = { kind: "user", userId };
      await ask("POST", `/v1/conversations/${conversationId}/assign`, { target });
    };
    const profile = { ...ANA, emails: ["ana@acme.mx"], externalId: "crm-7" };
    const set = await ask("POST", `/v1/conversations/${conversationId}/contact`, { profile });
    const { id } = set.json<Card>();
    await ask("PUT", `/v1/contacts/${id}/owner`, { ownerId: "max" });
    const taken = { ...ANA, emails: ["ana@acme.mx"] };
    const named = async () =>
      (await seller.ask("POST", "/v1/contacts", taken)).json<{ contact: object | null }>().contact;
    const found = async () => [
      await listed(seller),
      await listed(seller, "?q=ana"),
      await listed(seller, "?externalId=crm-7"),
    ];
    await assign("eva");
    expect(await found()).toEqual([[id, mine.id], [id], [id]]);
    expect(await named()).toEqual({ id, name: "Ana Souza" });
    await assign("max");
    expect(await found()).toEqual([[mine.id], [], []]);
    expect(await named()).toBeNull();
  });

  it("lists the records that are their own, and those of their contacts", async () => {
    const { ask } = bench();
    const add = async (contactId: string, ownerId: string | null) =>
      (await ask("POST", "/v1/tasks", { title: "x", contactId, ownerId })).json<{ id: string }>()
        .id;
    const own = await add(theirs.id, "eva");
    const ofMine = await add(mine.id, "max");
    await add(theirs.id, "max");
    const tasks = async (query: string) =>
      (await seller.ask("GET", `/v1/tasks${query}`))
        .json<{ items: Card[] }>()
        .items.map(({ id }) => id);
    expect(await tasks("")).toEqual([own]);
    expect(await tasks("?owner=me")).toEqual([own]);
    expect(await tasks("?owner=max")).toEqual([]);
    expect(await tasks(`?contact=${mine.id}`)).toEqual([ofMine]);
    expect((await seller.ask("GET", `/v1/tasks/${ofMine}`)).statusCode).toBe(200);
  });

  it("who gives away a conversation with its contact is told how much went, and sees it no more", async () => {
    const { ask, converse } = bench();
    const conversationId = await converse("wamid.1", { from: "5511900000001" });
    const id = conversationId.slice(LINE.length + 1);
    const url = `/v1/conversations/${conversationId}/assign`;
    await ask("POST", url, { target: { kind: "user", userId: "eva" }, cascade: { contact: true } });
    const given = await seller.ask("POST", url, {
      target: { kind: "user", userId: "max" },
      cascade: { contact: true, tasks: true },
    });
    expect(given.json()).toMatchObject({
      outOfSight: true,
      moved: { contact: 1, opportunities: 0, activities: 0, tasks: 0 },
    });
    expect((await seller.ask("GET", `/v1/contacts/${id}`)).statusCode).toBe(404);
  });
});

describe("somebody who may only look into a team's conversations", () => {
  it("reads contact and records there, and changes nothing of them but what is their own", async () => {
    const { ask, converse, store } = bench();
    const team = { workspaceId: DEFAULT_WORKSPACE, id: "t", memberIds: ["eva", "max"] };
    await store.putTeam(aTeam({ ...team, conversations: "view" }));
    const conversationId = await converse("wamid.1", { from: "5511900000001" });
    const contactId = conversationId.slice(LINE.length + 1);
    const target = { kind: "user", userId: "max" };
    await ask("POST", `/v1/conversations/${conversationId}/assign`, { target });
    const add = async (ownerId: string) =>
      (await ask("POST", "/v1/tasks", { title: "x", contactId, ownerId })).json<Card>().id;
    const [his, hers] = [await add("max"), await add("eva")];
    expect((await seller.ask("GET", `/v1/contacts/${contactId}`)).statusCode).toBe(200);
    expect((await seller.ask("GET", `/v1/tasks/${his}`)).statusCode).toBe(200);
    const tries = [
      () => seller.ask("PUT", `/v1/contacts/${contactId}/preferences`, { whatsapp: false }),
      () => seller.ask("PATCH", `/v1/tasks/${his}`, { state: "done" }),
      () => seller.ask("POST", "/v1/tasks", { title: "y", contactId }),
      () => seller.ask("PUT", "/v1/tasks/by-external-id/crm-1", { title: "y", contactId }),
      () => seller.ask("DELETE", `/v1/tasks/${his}`),
    ];
    for (const attempt of tries) {
      expect(problemOf(await attempt())).toMatchObject({ status: 403, code: "contact.not_yours" });
    }
    expect((await seller.ask("PATCH", `/v1/tasks/${hers}`, { state: "done" })).statusCode).toBe(
      200,
    );
    await store.putTeam(aTeam({ ...team, leaderIds: ["eva"], conversations: "act" }));
    for (const attempt of tries) expect((await attempt()).statusCode).toBeLessThan(300);
  });
});

describe("an editor", () => {
  it("sees marketing contacts, and opens their own WhatsApp to write to them (R5.7)", async () => {
    const editor = await aPerson(bench(), { id: "edi", role: "editor" });
    expect(await listed(editor)).toEqual([market.id]);
    const { ask } = bench();
    await ask("PATCH", `/v1/contacts/${market.id}`, { phones: ["+5215512345678"] });
    const seen = (await editor.ask("GET", `/v1/contacts/${market.id}`)).json<Card>();
    expect(seen.links["sendWhatsApp"]).toEqual({
      opens: "whatsapp",
      url: "https://wa.me/5215512345678",
    });
    expect(problemOf(await editor.ask("GET", `/v1/contacts/${mine.id}`)).status).toBe(404);
    expect(problemOf(await editor.ask("POST", "/v1/custom-fields", {})).status).toBe(403);
  });
});
