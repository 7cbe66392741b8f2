import { describe, expect, it } from "vitest";
import { CONTACT_EXAMPLE } from "../../../src/http/crm/contact-example.ts";
import { contactCardSchema, contactSchema } from "../../../src/http/crm/contact-view.ts";
import { LINE } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { ANA, crmOf, type Card } from "../support/crm.ts";

const bench = useBench();
const { create, card, list } = crmOf(bench);

describe("putting somebody into the CRM", () => {
  it("keeps what is given, numbers as E.164, and who confirmed the person's consent", async () => {
    const given = {
      ...ANA,
      position: " Gerente ",
      emails: ["Ana@acme.mx"],
      phones: ["+52 (55) 1234-5678"],
      whatsappPhone: "+5215512345678",
    };
    const response = await bench().ask("POST", "/v1/contacts", given);
    const contact = response.json<Card>();
    expect(response.statusCode).toBe(201);
    expect(response.headers["location"]).toBe(`/v1/contacts/${contact.id}`);
    expect(response.headers["etag"]).toBe('"v1"');
    expect(contact).toMatchObject({
      name: "Ana Souza",
      isCrmContact: true,
      ownerId: null,
      crm: {
        position: "Gerente",
        company: null,
        emails: ["Ana@acme.mx"],
        phones: ["+525512345678"],
        whatsappPhone: "+5215512345678",
        isMarketing: false,
        consent: { by: { kind: "user", id: "admin" } },
      },
    });
    expect(await card(contact.id)).toMatchObject(contact);
  });

  it.each([
    [{ firstName: " " }, "body.firstName"],
    [{ lastName: undefined }, "body.lastName"],
    [{ consent: undefined }, "body.consent"],
    [{ consent: false }, "body.consent"],
    [{ firstName: "x".repeat(10_000) }, "body.firstName"],
    [{ lastName: "a\u0000b" }, "body.lastName"],
    [{ emails: ["no address"] }, "body.emails.0"],
    [{ emails: ["a@b.mx", "A@B.MX"] }, "body.emails"],
    [{ emails: Array.from({ length: 12 }, (_, n) => `a${n}@b.mx`) }, "body.emails"],
    [{ phones: ["5512345678"] }, "body.phones.0"],
    [{ phones: ["+525512345678", "+52 55 1234 5678"] }, "body.phones"],
    [{ customFields: { Plan: "x" } }, "body.customFields.Plan"],
    [{ customFields: { plan: { $ne: null } } }, "body.customFields.plan"],
    [{ customFields: { plan: "x" } }, "body.customFields.plan"],
    [{ externalId: "" }, "body.externalId"],
    [{ nationality: "MX" }, "body.nationality"],
  ])("refuses %j and names the field", async (changes, field) => {
    const response = await bench().ask("POST", "/v1/contacts", { ...ANA, ...changes });
    const problem = problemOf(response);
    expect(problem).toEqual({ status: 400, code: "request.invalid", fields: [field] });
    expect((await list()).items).toEqual([]);
  });

  it("takes text for text, whatever it looks like", async () => {
    const firstName = "<script>alert(1)</script>";
    const { id } = await create({ firstName, company: "{{7*7}} ' OR 1=1 --" });
    expect((await card(id)).crm).toMatchObject({ firstName, company: "{{7*7}} ' OR 1=1 --" });
  });

  it("refuses an address that somebody else has, and says who (R15.6)", async () => {
    const other = await create({ emails: ["a@b.mx"], phones: ["+5215512345678"], externalId: "7" });
    for (const [changes, field] of [
      [{ emails: ["x@y.mx", "A@B.mx"] }, "body.emails"],
      [{ whatsappPhone: "+525512345678" }, "body.phones"],
      [{ externalId: "7" }, "body.externalId"],
    ] as const) {
      const response = await bench().ask("POST", "/v1/contacts", { ...ANA, ...changes });
      expect(problemOf(response)).toEqual({
        status: 409,
        code: "contact.address_in_use",
        fields: [field],
      });
      expect(response.json()).toMatchObject({ contact: { id: other.id, name: "Ana Souza" } });
    }
  });

  it("finds the person who wrote from the number already, with their conversation", async () => {
    const conversationId = await bench().converse("wamid.1", { from: "5215512345678" });
    const contact = await create({ phones: ["+52 55 1234 5678"] });
    expect(conversationId).toBe(`${LINE}-${contact.id}`);
    expect((await card(contact.id)).conversations).toMatchObject([{ id: conversationId }]);
    const again = await bench().ask("POST", "/v1/contacts", { ...ANA, phones: ["+5215512345678"] });
    expect(problemOf(again).code).toBe("contact.address_in_use");
  });

  it("lets the number of WhatsApp decide, then the primary one, and of several others none", async () => {
    const [one, two, three] = ["5215512345671", "5215512345672", "5215512345673"];
    for (const [index, from] of [one, two, three].entries()) {
      await bench().converse(`wamid.${index}`, { from });
    }
    const ids = bench().engine.rings.map(({ conversations }) => conversations[0]?.conversationId);
    const contactOf = (index: number) => ids[index]?.slice(LINE.length + 1);
    const [a, b, c] = [`+${one}`, `+${two}`, `+${three}`];
    const others = await create({ phones: ["+15550001111", a, b] });
    expect(ids.some((id) => id?.endsWith(others.id))).toBe(false);
    const byPrimary = await create({ firstName: "Two", phones: ["+5215512345673"] });
    expect(byPrimary.id).toBe(contactOf(2));
    expect(c).toBe("+5215512345673");
  });
});

describe("the card of a contact", () => {
  it("has what its buttons open", async () => {
    const { id } = await create({
      emails: ["ana+crm@acme.mx"],
      phones: ["+15550001111"],
      whatsappPhone: "+5215512345678",
    });
    expect((await card(id)).links).toEqual({
      call: "tel:+5215512345678",
      email: "mailto:ana%2Bcrm@acme.mx",
      whatsapp: "https://wa.me/5215512345678",
      sendWhatsApp: { opens: "inbox", conversationId: null },
    });
    const bare = await create({ firstName: "Ben" });
    expect((await card(bare.id)).links).toEqual({
      call: null,
      email: null,
      whatsapp: null,
      sendWhatsApp: null,
    });
  });

  it("of somebody who only wrote has no profile, and leads to the conversation", async () => {
    const conversationId = await bench().converse("wamid.1", { from: "5215512345678" });
    const id = conversationId.slice(LINE.length + 1);
    expect(await card(id)).toMatchObject({
      name: "",
      isCrmContact: false,
      crm: null,
      links: {
        call: "tel:+5215512345678",
        sendWhatsApp: { opens: "inbox", conversationId },
      },
    });
    const patched = await bench().ask("PATCH", `/v1/contacts/${id}`, { lastName: "Ruiz" });
    expect(problemOf(patched).code).toBe("contact.not_in_crm");
  });

  it("of nobody is 404", async () => {
    for (const path of ["/v1/contacts/nobody", "/v1/contacts/nobody/history"]) {
      expect(problemOf(await bench().ask("GET", path)).code).toBe("contact.unknown");
    }
  });

  it("is as the documentation shows it", async () => {
    expect(contactSchema.parse(CONTACT_EXAMPLE)).toEqual(CONTACT_EXAMPLE);
    const { id } = await create();
    expect(contactCardSchema.strict().safeParse(await card(id)).error).toBeUndefined();
  });
});

describe("the list of contacts", () => {
  it("is searched by name, address, number and WhatsApp name, and goes on page by page", async () => {
    const ana = await create({ emails: ["ana.s@acme.mx"], phones: ["+5215512345678"] });
    const ben = await create({ firstName: "Ben", lastName: "Müller", externalId: "crm-2" });
    await bench().converse("wamid.1", { from: "15550009999" });
    expect((await list()).items.map(({ id }) => id)).toEqual([ben.id, ana.id]);
    for (const [query, id] of [
      ["?q=sou", ana.id],
      ["?q=acme", ana.id],
      ["?q=5512345", ana.id],
      ["?q=muller%20be", ben.id],
      ["?externalId=crm-2", ben.id],
    ] as const) {
      expect({ query, ids: (await list(query)).items.map((each) => each.id) }).toEqual({
        query,
        ids: [id],
      });
    }
    expect((await list("?externalId=crm-9")).items).toEqual([]);
    const first = await list("?limit=1");
    expect(first.items.map(({ id }) => id)).toEqual([ben.id]);
    const second = await list(`?limit=1&cursor=${first.cursor}`);
    expect(second.items.map(({ id }) => id)).toEqual([ana.id]);
    expect(second.cursor).toBeNull();
    const other = await bench().ask("GET", `/v1/contacts?q=ana&cursor=${first.cursor}`);
    expect(problemOf(other).code).toBe("cursor.other_filter");
  });
});
