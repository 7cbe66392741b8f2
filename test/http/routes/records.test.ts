import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { aUser } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { crmOf } from "../support/crm.ts";

const bench = useBench();
const { create, history } = crmOf(bench);

interface Record {
  id: string;
  version: number;
  ownerId: string | null;
  state: string;
}

const KINDS = [
  [
    "/v1/opportunities",
    "opportunity",
    { title: "Forty chairs", amount: 12.5, currency: "MXN" },
    "won",
  ],
  ["/v1/activities", "activity", { type: "call", dueAt: "2026-02-01T10:00:00-06:00" }, "done"],
  ["/v1/tasks", "task", { title: "Send the offer" }, "done"],
] as const;

describe.each(KINDS)("%s", (path, kind, body, finished) => {
  const add = async (changes: object = {}) => {
    const { id: contactId } = await create();
    const response = await bench().ask("POST", path, { contactId, ...body, ...changes });
    expect(response.statusCode).toBe(201);
    return { contactId, record: response.json<Record>() };
  };
  const ids = async (query: string) => {
    const response = await bench().ask("GET", `${path}${query}`);
    return response.json<{ items: Record[] }>().items.map(({ id }) => id);
  };

  it("are made, read, changed, finished and deleted, and their history stays with the contact", async () => {
    const { ask } = bench();
    const { contactId, record } = await add();
    expect(record).toMatchObject({ contactId, version: 1, ownerId: null, externalId: null });
    const one = await ask("GET", `${path}/${record.id}`);
    expect(one.headers["etag"]).toBe('"v1"');
    expect(one.json()).toEqual(record);
    const won = await ask("PATCH", `${path}/${record.id}`, { state: finished });
    expect(won.json()).toMatchObject({ state: finished, version: 2 });
    expect((await ask("PATCH", `${path}/${record.id}`, { state: finished })).json()).toMatchObject({
      version: 2,
    });
    const told = await ask("GET", `${path}/${record.id}/history`);
    const items = told.json<{ items: { type: string; data: object }[] }>().items;
    expect(items.map(({ type }) => type)).toEqual([`${kind}.updated`, `${kind}.created`]);
    expect(items[0]?.data).toMatchObject({ fields: ["state"], state: finished });
    expect((await ask("DELETE", `${path}/${record.id}`)).statusCode).toBe(204);
    for (const [method, at] of [
      ["GET", ""],
      ["GET", "/history"],
      ["DELETE", ""],
    ] as const) {
      const gone = await ask(method, `${path}/${record.id}${at}`);
      expect(problemOf(gone).code).toBe("record.unknown");
    }
    expect((await history(contactId)).map(({ type }) => type)).toEqual([
      `${kind}.deleted`,
      `${kind}.updated`,
      `${kind}.created`,
      "contact.created",
    ]);
  });

  it("belong to the contact's owner when nobody else is named", async () => {
    const { ask, store } = bench();
    await store.putUser(aUser({ workspaceId: DEFAULT_WORKSPACE, id: "leo" }));
    const { contactId } = await add();
    await ask("PUT", `/v1/contacts/${contactId}/owner`, { ownerId: "leo" });
    const theirs = await ask("POST", path, { contactId, ...body });
    expect(theirs.json<Record>().ownerId).toBe("leo");
    const nobodys = await ask("POST", path, { contactId, ...body, ownerId: null });
    expect(nobodys.json<Record>().ownerId).toBeNull();
    const strange = await ask("POST", path, { contactId, ...body, ownerId: "nobody" });
    expect(problemOf(strange)).toEqual({
      status: 422,
      code: "contact.unknown_owner",
      fields: ["body.ownerId"],
    });
    expect(await ids("?owner=leo")).toEqual([theirs.json<Record>().id]);
    expect(await ids("?owner=me")).toEqual([]);
  });

  it("are refused for a contact that is not there, and by a version that is past", async () => {
    const { ask } = bench();
    const missing = await ask("POST", path, { contactId: "nobody", ...body });
    expect(problemOf(missing)).toEqual({
      status: 422,
      code: "record.unknown_contact",
      fields: ["body.contactId"],
    });
    const { record } = await add();
    const late = { "if-match": '"v7"' };
    const edit = await ask("PATCH", `${path}/${record.id}`, { state: finished }, late);
    expect(problemOf(edit).code).toBe("record.version_conflict");
    const removal = await ask("DELETE", `${path}/${record.id}`, undefined, late);
    expect(problemOf(removal).status).toBe(412);
  });

  it("are written by the id of another CRM as often as it likes", async () => {
    const { ask } = bench();
    const { id: contactId } = await create();
    const url = `${path}/by-external-id/crm-7`;
    const first = await ask("PUT", url, { contactId, ...body });
    expect(first.statusCode).toBe(201);
    expect(first.json()).toMatchObject({ externalId: "crm-7", version: 1 });
    const again = await ask("PUT", url, { contactId, ...body });
    expect([again.statusCode, again.json<Record>().version]).toEqual([200, 1]);
    const changed = await ask("PUT", url, { contactId, ...body, state: finished });
    expect(changed.json()).toMatchObject({
      id: first.json<Record>().id,
      state: finished,
      version: 2,
    });
    const taken = await ask("POST", path, { contactId, ...body, externalId: "crm-7" });
    expect(problemOf(taken)).toEqual({
      status: 409,
      code: "record.external_id_taken",
      fields: ["body.externalId"],
    });
  });

  it("are listed by contact, and finished or not", async () => {
    const { ask } = bench();
    const one = await add();
    const two = await add();
    await ask("PATCH", `${path}/${two.record.id}`, { state: finished });
    expect(await ids("")).toEqual([two.record.id, one.record.id]);
    expect(await ids(`?contact=${one.contactId}`)).toEqual([one.record.id]);
    expect(await ids("?unfinished=true")).toEqual([one.record.id]);
    expect(await ids(`?contact=${two.contactId}&unfinished=true`)).toEqual([]);
    const both = await ask("GET", `${path}?contact=x&owner=me`);
    expect(problemOf(both).fields).toEqual(["query.owner"]);
    expect(problemOf(await ask("GET", `${path}?contact=nobody`)).code).toBe("contact.unknown");
    const page = (await ask("GET", `${path}?limit=1`)).json<{ cursor: string }>();
    const next = await ask("GET", `${path}?limit=1&cursor=${page.cursor}`);
    expect(next.json<{ items: Record[] }>().items.map(({ id }) => id)).toEqual([one.record.id]);
    const other = await ask("GET", `${path}?unfinished=true&cursor=${page.cursor}`);
    expect(problemOf(other).code).toBe("cursor.other_filter");
  });
});

describe("what an opportunity may be", () => {
  it.each([
    [{ title: "" }, "body.title"],
    [{ title: "x".repeat(10_000) }, "body.title"],
    [{ amount: -1 }, "body.amount"],
    [{ amount: "12" }, "body.amount"],
    [{ amount: 1e16 }, "body.amount"],
    [{ currency: "pesos" }, "body.currency"],
    [{ amount: 12 }, "body.currency"],
    [{ state: "pending" }, "body.state"],
    [{ externalId: "a b" }, "body.externalId"],
    [{ kind: "task" }, "body.kind"],
  ])("not %j", async (changes, field) => {
    const { id: contactId } = await create();
    const given = { contactId, title: "Chairs", ...changes };
    const answer = await bench().ask("POST", "/v1/opportunities", given);
    expect(problemOf(answer)).toEqual({ status: 400, code: "request.invalid", fields: [field] });
  });

  it("not one whose currency is taken away from its amount", async () => {
    const { ask } = bench();
    const { id: contactId } = await create();
    const given = { contactId, title: "Chairs", amount: 12, currency: "MXN" };
    const { id } = (await ask("POST", "/v1/opportunities", given)).json<Record>();
    const answer = await ask("PATCH", `/v1/opportunities/${id}`, { currency: null });
    expect(problemOf(answer).fields).toEqual(["body.currency"]);
  });
});
