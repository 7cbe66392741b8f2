import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { aUser } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { crmOf, type Card } from "../support/crm.ts";
import { textMessage, webhook } from "../support/webhooks.ts";

const bench = useBench();
const { create, history } = crmOf(bench);

describe("changing a contact", () => {
  it("changes what is named and nothing else", async () => {
    const { ask } = bench();
    await ask("POST", "/v1/custom-fields", { key: "plan", label: "Plan", type: "text" });
    await ask("POST", "/v1/custom-fields", { key: "seats", label: "Seats", type: "number" });
    const { id } = await create({ emails: ["a@b.mx"], customFields: { plan: "Pro", seats: 3 } });
    const changes = { company: "Acme", emails: [], customFields: { seats: null } };
    const response = await ask("PATCH", `/v1/contacts/${id}`, changes);
    expect(response.json()).toMatchObject({
      version: 2,
      crm: { firstName: "Ana", company: "Acme", emails: [], customFields: { plan: "Pro" } },
    });
    const [updated] = await history(id);
    expect(updated).toMatchObject({
      type: "contact.updated",
      data: { fields: ["company", "emails", "custom.seats"] },
      actor: { kind: "user" },
    });
    const again = await ask("PATCH", `/v1/contacts/${id}`, changes);
    expect(again.json<Card>().version).toBe(2);
  });

  it("is refused with 412 when the contact has another version than `If-Match` says", async () => {
    const { ask } = bench();
    const { id } = await create();
    const patch = (lastName: string, version: string) =>
      ask("PATCH", `/v1/contacts/${id}`, { lastName }, { "if-match": version });
    expect((await patch("Uno", '"v1"')).headers["etag"]).toBe('"v2"');
    const late = await patch("Dos", '"v1"');
    expect(problemOf(late)).toEqual({ status: 412, code: "contact.version_conflict", fields: [] });
    expect(late.json()).toMatchObject({ version: 2 });
    expect((await patch("Tres", "*")).statusCode).toBe(200);
    expect(problemOf(await patch("Cuatro", "v3")).fields).toEqual(["header.if-match"]);
  });

  it("loses none of many edits at once, nor what WhatsApp tells meanwhile", async () => {
    const { ask, hear, store } = bench();
    const conversationId = await bench().converse("wamid.1", { from: "5215512345678" });
    const { id } = await create({ phones: ["+5215512345678"] });
    expect(conversationId.endsWith(id)).toBe(true);
    const edits = { position: "P", company: "C", lastName: "L", externalId: "E" };
    const answers = await Promise.all([
      ...Object.entries(edits).map(([name, value]) =>
        ask("PATCH", `/v1/contacts/${id}`, { [name]: value }),
      ),
      hear(webhookFrom("5215512345678", "New Profile")),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
    const after = await store.contact(DEFAULT_WORKSPACE, id);
    expect(after).toMatchObject({ name: "New Profile", crm: { firstName: "Ana", ...edits } });
  });

  it("gives it to a user who is active, or to nobody, and tells from whom", async () => {
    const { ask, store } = bench();
    await store.putUser(aUser({ workspaceId: DEFAULT_WORKSPACE, id: "leo" }));
    await store.putUser(aUser({ workspaceId: DEFAULT_WORKSPACE, id: "gone", active: false }));
    const { id } = await create();
    const give = (ownerId: string | null) => ask("PUT", `/v1/contacts/${id}/owner`, { ownerId });
    expect((await give("leo")).json()).toMatchObject({ ownerId: "leo", version: 2 });
    for (const ownerId of ["gone", "nobody"]) {
      expect(problemOf(await give(ownerId))).toEqual({
        status: 422,
        code: "contact.unknown_owner",
        fields: ["body.ownerId"],
      });
    }
    expect((await give("leo")).json()).toMatchObject({ version: 2 });
    expect((await give(null)).json()).toMatchObject({ ownerId: null, version: 3 });
    expect((await history(id)).map(({ type, data }) => [type, data])).toMatchObject([
      ["contact.owner_changed", { ownerId: null, previousOwnerId: "leo" }],
      ["contact.owner_changed", { ownerId: "leo", previousOwnerId: null }],
      ["contact.created", {}],
    ]);
  });

  it("marks it for marketing, and notes what the contact wants to be sent", async () => {
    const { ask } = bench();
    const { id } = await create();
    await ask("PUT", `/v1/contacts/${id}/marketing`, { isMarketing: true });
    const out = await ask("PUT", `/v1/contacts/${id}/preferences`, { whatsapp: false });
    expect(out.json()).toMatchObject({
      crm: { isMarketing: true },
      preferences: { whatsapp: { wanted: false, source: "user" }, marketing: null },
    });
    const back = await ask("PUT", `/v1/contacts/${id}/preferences`, {
      whatsapp: true,
      marketing: false,
    });
    expect(back.json()).toMatchObject({
      preferences: { whatsapp: { wanted: true }, marketing: { wanted: false } },
    });
    expect((await history(id)).map(({ type }) => type)).toEqual([
      "contact.preference_changed",
      "contact.preference_changed",
      "contact.preference_changed",
      "contact.marketing_changed",
      "contact.created",
    ]);
  });

  it("is told in the feed, in its place", async () => {
    const { ask } = bench();
    await create();
    await bench().converse();
    await create({ firstName: "Ben" });
    const { events } = (await ask("GET", "/v1/events")).json<{
      events: { seq: number; type: string; conversation: unknown }[];
    }>();
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const created = events.filter(({ type }) => type === "contact.created");
    expect(created.map(({ seq, conversation }) => [seq, conversation])).toEqual([
      [1, null],
      [events.length, null],
    ]);
  });
});

function webhookFrom(from: string, name: string) {
  const items = { messages: [textMessage(`wamid.${name}`, { from })] };
  const contacts = [{ wa_id: from, profile: { name } }];
  return webhook({ ...items, contacts } as Parameters<typeof webhook>[0]);
}
