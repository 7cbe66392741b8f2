import { describe, expect, it } from "vitest";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson } from "../support/person.ts";

const bench = useBench();

interface Feed {
  events: { id: string; type: string; seq: number }[];
  lastSeq: number;
  next: number;
}

const feed = async (query = "") => (await bench().ask("GET", `/v1/events${query}`)).json<Feed>();

async function someConversations(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    await bench().converse(`wamid.${at}`, { from: `55119111111${10 + at}` });
  }
}

describe("the event feed", () => {
  it("is empty at first", async () => {
    expect(await feed()).toEqual({ events: [], lastSeq: 0, next: 0 });
  });

  it("tells events in order, in their envelope", async () => {
    const id = await bench().converse();
    const { events, lastSeq, next } = await feed();
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
    const started = events.find(({ type }) => type === "conversation.started_by_contact");
    expect(started).toMatchObject({
      id: `evt_${id}_started_1`,
      workspaceId: "default",
      conversation: { id, episode: 1, version: 1 },
      cause: { kind: "webhook", actor: { kind: "contact" } },
    });
    expect([lastSeq, next]).toEqual([events.length, events.length]);
  });

  it("read page by page misses nothing and repeats nothing, filtered or not", async () => {
    await someConversations(4);
    const { events: all } = await feed();
    for (const types of ["", "&types=window.opened,message.received", "&types=window.expired"]) {
      const seen: string[] = [];
      let after = 0;
      for (let page = 0; page < 50; page += 1) {
        const { events, next } = await feed(`?limit=3&after=${after}${types}`);
        seen.push(...events.map(({ id }) => id));
        if (next === after) break;
        after = next;
      }
      const wanted = all.filter(({ type }) => types === "" || types.includes(type));
      expect(seen).toEqual(wanted.map(({ id }) => id));
      expect(after).toBe(all.length);
    }
  });

  it("tells a seller of the contacts whose conversations are theirs, and of no others", async () => {
    const { ask, converse } = bench();
    const eva = await aPerson(bench(), { id: "eva" });
    const id = await converse("wamid.1", { from: "5215512345678" });
    const target = { kind: "user", userId: "eva" };
    await ask("POST", `/v1/conversations/${id}/assign`, { target });
    for (const phone of ["+5215512345678", "+5215500000000"]) {
      const body = { firstName: "Ana", lastName: "Souza", consent: true, phones: [phone] };
      expect((await ask("POST", "/v1/contacts", body)).statusCode).toBe(201);
    }
    const { events } = (await eva.ask("GET", "/v1/events?types=contact.created")).json<Feed>();
    expect(events).toMatchObject([{ data: { contactId: id.slice(id.indexOf("-") + 1) } }]);
  });

  it("asked for what comes after the newest event waits there", async () => {
    await someConversations(1);
    const { lastSeq } = await feed();
    expect(await feed(`?after=${lastSeq}`)).toEqual({ events: [], lastSeq, next: lastSeq });
    // Of a feed that was restored from a copy: whoever is ahead of it can tell.
    const ahead = await feed(`?after=${lastSeq + 10}`);
    expect(ahead).toEqual({ events: [], lastSeq, next: lastSeq + 10 });
  });

  it.each([
    ["?after=-1", "query.after"],
    ["?after=1.5", "query.after"],
    ["?after=99999999999999999", "query.after"],
    ["?limit=1001", "query.limit"],
    ["?types=window.opened,nonsense", "query.types.1"],
    ["?types=", "query.types.0"],
    ["?since=1", "query.since"],
  ])("refuses %s and names the field", async (query, field) => {
    const problem = problemOf(await bench().ask("GET", `/v1/events${query}`));
    expect(problem).toMatchObject({ status: 400, fields: [field] });
  });
});
