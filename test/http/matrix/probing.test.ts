import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeBench } from "../support/bench.ts";
import { answerOf } from "./row.ts";
import { INBOX_NAMES, openWorld, type World } from "./world.ts";

/* What somebody could learn or reach by asking askew: by versions, by ids in odd places, by many at once, by keys of others. */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => closeBench(world.bench));

const hidden = (): string => world.thread("seller", "colleague") ?? "";
const own = (): string => world.thread("seller", "own") ?? "";

/** An answer without what is another in every answer, and without the id that was asked for. */
const bare = (body: string, id: string): string =>
  body.replaceAll(/"instance":"[^"]*"/g, "").replaceAll(id, "ID");

describe("what one may not see", () => {
  it("answers the same to every version that If-Match demands, as what does not exist", async () => {
    const { seller } = world.people;
    const row = await world.bench.store.conversation("default", hidden());
    const right = `"v${row?.conversation.version}"`;
    const commands: [string, object][] = [
      ["close", { description: "x" }],
      ["assign", { target: { kind: "nobody" } }],
      ["claim", {}],
      ["read", {}],
      ["note", { text: "x" }],
      ["messages", { type: "text", text: "x" }],
    ];
    for (const [name, body] of commands) {
      const answers = new Set<string>();
      for (const id of [hidden(), "nothing"]) {
        for (const version of [right, '"v1"', '"v99"', "*"]) {
          const url = `/v1/conversations/${id}/${name}`;
          const answer = await seller.ask("POST", url, body, { "if-match": version });
          answers.add(`${answer.statusCode} ${bare(answer.body, id)}`);
        }
      }
      expect([name, answers.size]).toEqual([name, 1]);
    }
    expect((await world.bench.store.conversation("default", hidden()))?.conversation.version).toBe(
      row?.conversation.version,
    );
  });

  it("answers the same to every version of a contact and of a record", async () => {
    const { seller } = world.people;
    const contact = world.contact("seller", "colleagueCard") ?? "";
    const task = world.record("seller", "colleague", "tasks") ?? "";
    for (const [path, id] of [
      ["contacts", contact],
      ["tasks", task],
    ] as const) {
      const answers = new Set<string>();
      for (const each of [id, "nothing"]) {
        for (const version of ['"v1"', '"v2"', '"v99"', "*"]) {
          const asked = [{ externalId: "x" }, { "if-match": version }] as const;
          const answer = await seller.ask("PATCH", `/v1/${path}/${each}`, ...asked);
          answers.add(`${answer.statusCode} ${bare(answer.body, each)}`);
        }
      }
      expect(answers.size).toBe(1);
    }
  });

  it("is out of reach by an id in the body, or by one path's id under another's", async () => {
    const { seller, picker } = world.people;
    const foreign = world.thread("seller", "foreign") ?? "";
    const card = world.contact("seller", "colleagueCard") ?? "";
    const task = world.record("seller", "colleague", "tasks") ?? "";
    const conversation = `/v1/conversations/${own()}`;
    const tries: [string, object | undefined, string][] = [
      [`POST ${conversation}/contact`, { contactId: card }, "404 contact.unknown"],
      [`POST ${conversation}/note`, { text: "x", id: hidden() }, "400 request.invalid"],
      [`POST ${conversation}/note`, { text: "x", conversationId: foreign }, "400 request.invalid"],
      [`GET ${conversation}/media/m9`, undefined, "404 media.unknown"],
      ["POST /v1/templates/7001/preview", { conversationId: hidden() }, "404 conversation.unknown"],
      ["POST /v1/templates/7001/preview", { contactId: card }, "404 contact.unknown"],
      [`GET /v1/opportunities/${task}`, undefined, "404 record.unknown"],
      [`GET /v1/conversations/${card}`, undefined, "404 conversation.unknown"],
      [`GET /v1/contacts/${hidden()}`, undefined, "404 contact.unknown"],
      [`GET /v1/tasks?contact=${card}`, undefined, "404 contact.unknown"],
    ];
    for (const [route, body, wanted] of tries) {
      const [method = "", url = ""] = route.split(" ");
      const answer = await seller.ask(method as "GET", url, body);
      expect([route, answerOf(answer)]).toEqual([route, wanted]);
    }
    // The record that another CRM keeps under an id stands with a contact that they do not see.
    const given = { title: "x", contactId: world.contact("picker", "ownCard") };
    await world.bench.ask("PATCH", `/v1/tasks/${task}`, { externalId: "crm-hidden" });
    const put = await picker.ask("PUT", "/v1/tasks/by-external-id/crm-hidden", given);
    expect(answerOf(put)).toBe("404 record.unknown");
  });

  it("is a 404 item of a bulk command, for everybody, beside what is done", async () => {
    for (const name of INBOX_NAMES.filter((each) => each !== "admin" && each !== "overseer")) {
      const ids = ["own", "colleague", "foreign", "missing"].map((thread) =>
        world.thread(name, thread as "own"),
      );
      const there = ids.filter((id) => id !== null);
      const body = { ids: there, target: { kind: "user", userId: world.people[name].id } };
      const answer = await world.people[name].ask("POST", "/v1/conversations/bulk/assign", body);
      const { items } = answer.json<{ items: { status: number }[] }>();
      expect([name, items.map(({ status }) => status)]).toEqual([
        name,
        there.map((_id, at) => (at === 0 ? 200 : 404)),
      ]);
    }
  });

  it("is not told by keys that others used", async () => {
    const { admin, seller } = world.people;
    const key = { "idempotency-key": "the-admins" };
    await admin.ask("POST", `/v1/conversations/${hidden()}/note`, { text: "secret" }, key);
    expect((await admin.ask("GET", "/v1/outcomes/the-admins")).statusCode).toBe(200);
    expect(answerOf(await seller.ask("GET", "/v1/outcomes/the-admins"))).toBe(
      "404 outcome.unknown",
    );
    const repeat = { text: "secret" };
    const again = await seller.ask("POST", `/v1/conversations/${hidden()}/note`, repeat, key);
    expect(answerOf(again)).toBe("404 conversation.unknown");
  });

  it("is not in the row of a list, a card or a history of what one sees", async () => {
    const { picker } = world.people;
    const talk = world.contact("picker", "unassignedTalk") ?? "";
    const card = (await picker.ask("GET", `/v1/contacts/${talk}`)).json<{
      conversations: { id: string }[];
    }>();
    expect(card.conversations.map(({ id }) => id)).toEqual([world.thread("picker", "unassigned")]);
    // The merged contact has two conversations; neither is the picker's, and a marketing card of it shows none.
    const { overseer } = world.people;
    const merged = world.contact("overseer", "mergedTalk") ?? "";
    const seen = (await overseer.ask("GET", `/v1/contacts/${merged}`)).json<{
      conversations: { id: string }[];
    }>();
    expect(seen.conversations).toHaveLength(2);
  });
});
