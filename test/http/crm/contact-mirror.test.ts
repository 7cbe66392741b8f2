import { describe, expect, it } from "vitest";
import { LINE } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { ANA, crmOf, type Card } from "../support/crm.ts";
import { aPerson } from "../support/person.ts";

const bench = useBench();
const { create } = crmOf(bench);
const NUMBER = "5511900000001";

describe("another CRM", () => {
  const url = "/v1/contacts/by-external-id/crm-7";
  const put = (body: object, headers = {}) => bench().ask("PUT", url, body, headers);
  const told = async () =>
    (await bench().ask("GET", "/v1/events?after=0"))
      .json<{ events: { type: string; data: { fields?: string[] } }[] }>()
      .events.map(({ type, data: { fields = [] } }) => [type, ...fields].join(" "));

  it("writes a contact by its own id as often as it likes, and each change is told once", async () => {
    const profile = { ...ANA, emails: ["ana@acme.mx"], position: "Compras", isMarketing: true };
    const made = await put(profile);
    expect(made.statusCode).toBe(201);
    const { id } = made.json<Card>();
    expect(made.headers.location).toBe(`/v1/contacts/${id}`);
    const again = await put(profile);
    expect([again.statusCode, again.headers.etag]).toEqual([200, '"v1"']);
    expect(again.json()).toEqual(made.json());
    const changed = await put({ ...ANA, lastName: "Ruiz" });
    expect(changed.json()).toMatchObject({
      id,
      version: 2,
      crm: {
        lastName: "Ruiz",
        emails: [],
        position: null,
        isMarketing: false,
        externalId: "crm-7",
      },
    });
    expect(await told()).toEqual([
      "contact.created",
      "contact.updated lastName position emails",
      "contact.marketing_changed",
    ]);
  });

  it("finds the person who wrote from the number already", async () => {
    const conversationId = await bench().converse("wamid.1", { from: NUMBER });
    const made = await put({ ...ANA, phones: [`+${NUMBER}`] });
    expect(made.json<Card>().id).toBe(conversationId.slice(LINE.length + 1));
  });

  it("is told of a rival, of an address that is another contact's, and of what is wrong", async () => {
    expect(problemOf(await put(ANA, { "if-match": '"v1"' })).code).toBe("contact.version_conflict");
    const all = await Promise.all(Array.from({ length: 4 }, () => put(ANA)));
    expect(all.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([
      200, 200, 200, 201,
    ]);
    expect(new Set(all.map((each) => each.json<Card>().id)).size).toBe(1);
    expect(problemOf(await put(ANA, { "if-match": '"v9"' })).code).toBe("contact.version_conflict");
    const other = await create({ emails: ["ana@acme.mx"] });
    const taken = await put({ ...ANA, emails: ["ana@acme.mx"] });
    expect(problemOf(taken).code).toBe("contact.address_in_use");
    expect(taken.json()).toMatchObject({ contact: { id: other.id } });
    expect(problemOf(await put({ ...ANA, externalId: "x" })).status).toBe(400);
    const strange = await bench().ask("PUT", "/v1/contacts/by-external-id/a%20b", ANA);
    expect(problemOf(strange).fields).toEqual(["path.externalId"]);
    const stranger = await aPerson(bench(), { id: "eva" });
    expect(problemOf(await stranger.ask("PUT", url, ANA)).code).toBe("contact.unknown");
  });
});
