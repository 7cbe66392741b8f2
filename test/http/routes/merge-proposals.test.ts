import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { LINE, SECOND_LINE } from "../../support/builders.ts";
import { defaultLine, problemOf, useBench } from "../support/bench.ts";
import { crmOf } from "../support/crm.ts";
import { aPerson } from "../support/person.ts";
import { textMessage, webhook } from "../support/webhooks.ts";

const bench = useBench();
const { card, history } = crmOf(bench);

const PHONE = "5511900000001";
const USER = "BR.1001";

/** A webhook of somebody who is known by these identifiers. */
const from = (id: string, who: { from?: string; from_user_id?: string }, lineId = LINE) => {
  const { from: _from, ...message } = textMessage(id);
  return webhook({ messages: [{ ...message, ...who }] }, lineId);
};

interface Proposal {
  id: string;
  contactId: string;
  otherContactId: string;
}

const proposals = async () =>
  (await bench().ask("GET", "/v1/merge-proposals")).json<{ items: Proposal[] }>().items;
const settle = (id: string, how: "accept" | "dismiss", body?: object) =>
  bench().ask("POST", `/v1/merge-proposals/${encodeURIComponent(id)}/${how}`, body);
const close = (id: string) =>
  bench().ask("POST", `/v1/conversations/${id}/close`, { description: "done" });

let proposal: Proposal;

/** One wrote under a user id, one under a number; then somebody wrote under both. */
beforeEach(async () => {
  const { hear, store } = bench();
  await store.putLine(defaultLine({ id: SECOND_LINE }));
  await hear(from("wamid.1", { from_user_id: USER }));
  await hear(from("wamid.2", { from: PHONE }));
  await hear(from("wamid.3", { from: PHONE, from_user_id: USER }));
  const [first] = await proposals();
  if (first === undefined) throw new Error("no proposal");
  proposal = first;
});

describe("a merge proposal", () => {
  it("is refused while both have an open conversation on one line, and says which", async () => {
    const { id, contactId, otherContactId } = proposal;
    const refused = await settle(id, "accept");
    expect(problemOf(refused)).toMatchObject({ status: 409, code: "contact.both_open" });
    const conversations = [`${LINE}-${contactId}`, `${LINE}-${otherContactId}`];
    expect(refused.json()).toMatchObject({ conversations });
    expect(await proposals()).toHaveLength(1);
  });

  it("that is accepted makes one contact of two; what comes in goes on in the conversation of the one that stays", async () => {
    const { hear, ask, engine } = bench();
    const { id, contactId, otherContactId } = proposal;
    await close(`${LINE}-${otherContactId}`);
    const accepted = await settle(id, "accept");
    expect(accepted.json()).toMatchObject({ id: contactId, waId: PHONE, userId: USER });
    expect((await card(otherContactId)).id).toBe(contactId);
    expect(await proposals()).toEqual([]);
    await hear(from("wamid.4", { from: PHONE }));
    expect(engine.rings.at(-1)?.conversations[0]?.conversationId).toBe(`${LINE}-${contactId}`);
    const old = await ask("GET", `/v1/conversations/${LINE}-${otherContactId}`);
    expect(old.json()).toMatchObject({ contact: { id: contactId }, lifecycle: "closed" });
    const merged = (await history(contactId)).find(({ type }) => type === "contact.merged");
    expect(merged).toMatchObject({ data: { mergedContactId: otherContactId } });
  });

  it("leaves one open conversation on a line: what does not go on is not opened beside it, and leads there", async () => {
    const { ask } = bench();
    const { id, contactId, otherContactId } = proposal;
    const [stays, ends] = [`${LINE}-${contactId}`, `${LINE}-${otherContactId}`];
    await close(ends);
    await settle(id, "accept");
    const text = { type: "text", text: "Hola" };
    for (const [name, body] of [
      ["reopen", {}],
      ["messages", text],
    ] as const) {
      const refused = await ask("POST", `/v1/conversations/${ends}/${name}`, body);
      expect(problemOf(refused)).toMatchObject({
        status: 409,
        code: "conversation.goes_on_elsewhere",
      });
      expect(refused.json()).toMatchObject({ goesOnIn: stays, owner: null });
    }
    const commandsOf = async (of: string) => {
      const { commands } = (await ask("GET", `/v1/conversations/${of}`)).json<{
        commands: { name: string; reason?: string }[];
      }>();
      return commands.filter(({ reason }) => reason === "conversation.goes_on_elsewhere");
    };
    const shut = (await commandsOf(ends)).map(({ name }) => name);
    expect(shut).toEqual(["reopen", "send", "resend"]);
    expect(await commandsOf(stays)).toEqual([]);
    expect((await ask("POST", `/v1/conversations/${stays}/messages`, text)).statusCode).toBe(200);
    // Where nothing is open, either may be.
    await close(stays);
    expect((await ask("POST", `/v1/conversations/${ends}/reopen`, {})).statusCode).toBe(200);
    const other = await ask("POST", `/v1/conversations/${stays}/reopen`, {});
    expect(other.json()).toMatchObject({ goesOnIn: ends });
  });

  it("does not say where it goes on to who may not see that", async () => {
    const { ask } = bench();
    const eva = await aPerson(bench(), { id: "eva" });
    const { id, contactId, otherContactId } = proposal;
    const ends = `${LINE}-${otherContactId}`;
    await close(ends);
    await settle(id, "accept");
    const target = { kind: "user", userId: "eva" };
    await ask("POST", `/v1/conversations/${ends}/assign`, { target });
    const refused = await eva.ask("POST", `/v1/conversations/${ends}/reopen`, {});
    expect(refused.json()).toMatchObject({
      code: "conversation.goes_on_elsewhere",
      goesOnIn: null,
    });
    expect(refused.body).not.toContain(contactId);
  });

  it("leaves nobody alone who works in the other's open conversation: what comes in goes on there", async () => {
    const { hear, engine } = bench();
    const { id, contactId, otherContactId } = proposal;
    await close(`${LINE}-${contactId}`);
    expect((await settle(id, "accept")).json()).toMatchObject({ id: contactId });
    const next = async (wamid: string) => {
      await hear(from(wamid, { from_user_id: USER }));
      return engine.rings.at(-1)?.conversations[0]?.conversationId;
    };
    expect(await next("wamid.4")).toBe(`${LINE}-${otherContactId}`);
    await close(`${LINE}-${otherContactId}`);
    expect(await next("wamid.5")).toBe(`${LINE}-${contactId}`);
  });

  it("settles with it whatever else the two had in common", async () => {
    const { store } = bench();
    const stored = await store.mergeProposal(DEFAULT_WORKSPACE, proposal.id);
    if (stored === null) throw new Error("no proposal");
    const { contactId, otherContactId } = stored;
    const other = { contactId: otherContactId, otherContactId: contactId };
    await store.proposeMerge({ ...stored, ...other, id: "another" });
    await store.proposeMerge({ ...stored, contactId: "third", id: "of a third" });
    await close(`${LINE}-${otherContactId}`);
    expect((await settle(proposal.id, "accept")).statusCode).toBe(200);
    expect((await proposals()).map(({ id }) => id)).toEqual(["of a third"]);
    expect(problemOf(await settle("another", "accept")).code).toBe("merge_proposal.settled");
  });

  it("may keep the other contact, whose conversation then goes on", async () => {
    const { hear, engine } = bench();
    const { id, contactId, otherContactId } = proposal;
    await close(`${LINE}-${contactId}`);
    const accepted = await settle(id, "accept", { into: otherContactId });
    expect(accepted.json()).toMatchObject({ id: otherContactId });
    await hear(from("wamid.4", { from_user_id: USER }));
    expect(engine.rings.at(-1)?.conversations[0]?.conversationId).toBe(`${LINE}-${otherContactId}`);
    const strange = await settle(id, "accept", { into: "somebody" });
    expect(problemOf(strange).code).toBe("merge_proposal.settled");
  });

  it("goes on in the other's conversation on a line where the contact that stays has none", async () => {
    const { hear, engine } = bench();
    const { id, contactId, otherContactId } = proposal;
    await hear(from("wamid.5", { from: PHONE }, SECOND_LINE));
    const second = engine.rings.at(-1)?.conversations[0]?.conversationId ?? "";
    expect(second).toBe(`${SECOND_LINE}-${otherContactId}`);
    await close(`${LINE}-${otherContactId}`);
    await settle(id, "accept");
    await hear(from("wamid.6", { from: PHONE, from_user_id: USER }, SECOND_LINE));
    expect(engine.rings.at(-1)?.conversations[0]?.conversationId).toBe(second);
    const ids = (await card(contactId)).conversations as { id: string }[];
    expect(ids.map((each) => each.id).toSorted()).toEqual(
      [`${LINE}-${contactId}`, `${LINE}-${otherContactId}`, second].toSorted(),
    );
  });

  it("that is dismissed is not made again", async () => {
    const { hear } = bench();
    expect((await settle(proposal.id, "dismiss")).statusCode).toBe(204);
    await hear(from("wamid.4", { from: PHONE, from_user_id: USER }));
    expect(await proposals()).toEqual([]);
    for (const how of ["accept", "dismiss"] as const) {
      expect(problemOf(await settle(proposal.id, how)).code).toBe("merge_proposal.settled");
      expect(problemOf(await settle("nothing", how)).code).toBe("merge_proposal.unknown");
    }
  });

  it("is listed in pages", async () => {
    const { hear, ask } = bench();
    await hear(from("wamid.7", { from_user_id: "BR.2002" }));
    await hear(from("wamid.8", { from: PHONE, from_user_id: "BR.2002" }));
    const all = await proposals();
    expect(all).toHaveLength(2);
    const page = async (query: string) =>
      (await ask("GET", `/v1/merge-proposals?limit=1${query}`)).json<{
        items: Proposal[];
        cursor: string | null;
      }>();
    const first = await page("");
    const second = await page(`&cursor=${first.cursor}`);
    expect([...first.items, ...second.items]).toEqual(all);
    expect(second.cursor).toBeNull();
    const wrong = await ask("GET", "/v1/merge-proposals?cursor=nonsense");
    expect(problemOf(wrong)).toMatchObject({ status: 400, code: "cursor.invalid" });
  });

  it("names one of the two, and is for administrators", async () => {
    const strange = await settle(proposal.id, "accept", { into: "somebody" });
    expect(problemOf(strange).fields).toEqual(["body.into"]);
    const eva = await aPerson(bench(), { id: "eva" });
    const url = `/v1/merge-proposals/${encodeURIComponent(proposal.id)}`;
    for (const how of ["accept", "dismiss"]) {
      expect(problemOf(await eva.ask("POST", `${url}/${how}`)).status).toBe(403);
    }
  });
});
