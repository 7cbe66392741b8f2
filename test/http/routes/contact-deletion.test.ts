import { describe, expect, it } from "vitest";
import { LINE } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { ANA, crmOf } from "../support/crm.ts";
import { aPerson } from "../support/person.ts";

const bench = useBench();
const { create, card, list, history } = crmOf(bench);
const NUMBER = "5511900000001";

const remove = (id: string, headers = {}) =>
  bench().ask("DELETE", `/v1/contacts/${id}`, undefined, headers);

describe("a contact that is taken out of the CRM", () => {
  it("keeps its conversation under number and WhatsApp name, its opt-outs and its history (Q66)", async () => {
    const { ask, converse } = bench();
    const conversationId = await converse("wamid.1", { from: NUMBER });
    const id = conversationId.slice(LINE.length + 1);
    const profile = { ...ANA, emails: ["ana@acme.mx"], externalId: "crm-7" };
    await ask("POST", `/v1/conversations/${conversationId}/contact`, { profile });
    await ask("PUT", `/v1/contacts/${id}/owner`, { ownerId: "admin" });
    await ask("PUT", `/v1/contacts/${id}/preferences`, { marketing: false });
    const task = { title: "Call", contactId: id };
    const made = (await ask("POST", "/v1/tasks", task)).json<{ id: string }>();
    expect((await remove(id)).statusCode).toBe(204);
    expect(await card(id)).toMatchObject({
      isCrmContact: false,
      crm: null,
      ownerId: null,
      waId: NUMBER,
      preferences: { marketing: { wanted: false } },
      conversations: [{ id: conversationId }],
      identities: [{ kind: "wa_id", value: NUMBER, validTo: null }],
    });
    expect((await list()).items).toEqual([]);
    expect((await history(id))[0]).toMatchObject({
      type: "contact.deleted",
      data: { externalId: "crm-7" },
      actor: { kind: "user" },
    });
    const row = (await ask("GET", `/v1/conversations/${conversationId}`)).json<{
      contact: { name: string; profileName: string; isCrmContact: boolean };
    }>();
    expect(row.contact).toMatchObject({ name: row.contact.profileName, isCrmContact: false });
    expect((await ask("GET", `/v1/tasks/${made.id}`)).statusCode).toBe(200);
    // What it held is free; and whoever enters the number again has the person, with all that was said.
    await create({ emails: ["ana@acme.mx"], externalId: "crm-7" });
    expect((await create({ phones: [`+${NUMBER}`] })).id).toBe(id);
  });

  it("is refused of what is not there, is not in the CRM, is another's, or has changed", async () => {
    const { id } = await create();
    const stranger = await aPerson(bench(), { id: "eva" });
    const url = `/v1/contacts/${id}`;
    expect(problemOf(await stranger.ask("DELETE", url)).code).toBe("contact.unknown");
    expect(problemOf(await remove("nothing")).code).toBe("contact.unknown");
    expect(problemOf(await remove(id, { "if-match": '"v9"' })).code).toBe(
      "contact.version_conflict",
    );
    expect((await remove(id, { "if-match": '"v1"' })).statusCode).toBe(204);
    expect(problemOf(await remove(id)).code).toBe("contact.not_in_crm");
  });
});
