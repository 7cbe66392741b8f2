import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { aUser, HOUR, LINE, SECOND, SECOND_LINE, T0 } from "../../support/builders.ts";
import { defaultLine, problemOf, useBench } from "../support/bench.ts";
import { textMessage, webhook } from "../support/webhooks.ts";

const bench = useBench();

interface Page {
  items: { id: string }[];
  cursor: string | null;
}

describe("one conversation", () => {
  it("is told in the shape that the contract fixes", async () => {
    const { ask, converse, clock } = bench();
    const id = await converse("wamid.1", { body: "Hola" });
    clock.advance(1_500);
    const response = await ask("GET", `/v1/conversations/${id}`);
    expect(response.statusCode).toBe(200);
    const contactId = id.slice(LINE.length + 1);
    const contact = { kind: "contact", id: contactId };
    const iso = new Date(T0).toISOString();
    expect(response.json()).toEqual({
      id,
      line: { id: LINE, name: "Sales", displayPhoneNumber: "+55 11 4000-0001" },
      contact: {
        id: contactId,
        name: "Ana Souza",
        profileName: "Ana Souza",
        phone: "+5511987654321",
        waId: "5511987654321",
        userId: null,
        username: null,
        isCrmContact: false,
      },
      state: "open",
      lifecycle: "open",
      window: {
        state: "open",
        lastInboundAt: iso,
        expiresAt: new Date(T0 + 24 * HOUR).toISOString(),
        freeFormUntil: new Date(T0 + 24 * HOUR - 60_000).toISOString(),
        secondsLeft: 86_398,
      },
      ownership: "unassigned",
      attention: "unread",
      owner: null,
      unread: { count: 1, marked: false },
      tags: [],
      episode: {
        number: 1,
        openedAt: iso,
        openedBy: contact,
        closedAt: null,
        closedBy: null,
        description: null,
        reasonCode: null,
        rearmed: null,
        adId: null,
      },
      lastMessage: { id: "m1", direction: "incoming", type: "text", text: "Hola", occurredAt: iso },
      lastActivityAt: iso,
      version: 1,
      commands: [
        { name: "close", enabled: true },
        { name: "reopen", enabled: false, reason: "conversation.already_open" },
        { name: "assign", enabled: true },
        { name: "read", enabled: true },
        { name: "unread", enabled: true },
        { name: "claim", enabled: true },
        { name: "tag", enabled: true },
        { name: "untag", enabled: true },
        { name: "note", enabled: true },
        { name: "send", enabled: true },
        { name: "resend", enabled: true },
        { name: "typing", enabled: true },
      ],
      now: new Date(T0 + 1_500).toISOString(),
    });
    expect(response.headers["etag"]).toBe('"v1"');
    expect(response.headers["cache-control"]).toBe("no-store");
  });

  it("says that its window is expired from the very second, though no timer has fired yet", async () => {
    const { ask, converse, clock } = bench();
    const id = await converse();
    clock.advance(24 * HOUR - 1);
    const before = await ask("GET", `/v1/conversations/${id}`);
    expect(before.json()).toMatchObject({
      state: "open",
      window: { state: "open", secondsLeft: 0 },
    });
    clock.advance(1);
    expect((await ask("GET", `/v1/conversations/${id}`)).json()).toMatchObject({
      state: "window-expired",
      lifecycle: "open",
      window: { state: "expired", secondsLeft: 0 },
    });
  });

  it("names its owner", async () => {
    const { ask, converse, store } = bench();
    await store.putUser(aUser({ workspaceId: DEFAULT_WORKSPACE, id: "u1", name: "Ursula" }));
    const id = await converse();
    const target = { kind: "user", userId: "u1" };
    const assigned = await ask("POST", `/v1/conversations/${id}/assign`, { target });
    expect(assigned.json()).toMatchObject({
      ownership: "assigned",
      owner: { id: "u1", name: "Ursula" },
    });
  });

  it("that is not there is 404", async () => {
    const response = await bench().ask("GET", "/v1/conversations/nothing");
    expect(problemOf(response)).toMatchObject({ status: 404, code: "conversation.unknown" });
  });
});

describe("the list of conversations", () => {
  it("is filtered by status and line", async () => {
    const { ask, hear, converse, store } = bench();
    const first = await converse("wamid.1", { from: "5511911111111" });
    const second = await converse("wamid.2", { from: "5511922222222" });
    await store.putLine(defaultLine({ id: SECOND_LINE }));
    await hear(webhook({ messages: [textMessage("wamid.3")] }, SECOND_LINE));
    await ask("POST", `/v1/conversations/${first}/close`, { description: "done" });
    const list = async (query: string) =>
      (await ask("GET", `/v1/conversations?${query}`)).json<Page>().items.map(({ id }) => id);
    expect(await list("")).toHaveLength(3);
    expect(await list("status=closed")).toEqual([first]);
    expect(await list(`status=open&line=${LINE}`)).toEqual([second]);
    expect(await list("status=open")).toHaveLength(2);
    expect(await list("line=unknown")).toEqual([]);
  });

  it("comes in pages, newest activity first", async () => {
    const { ask, converse } = bench();
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      const changes = { from: `551191111111${at}`, at: T0 + at * SECOND };
      ids.unshift(await converse(`wamid.${at}`, changes));
    }
    const seen: string[] = [];
    let cursor: string | null = "";
    for (let pages = 0; cursor !== null; pages += 1) {
      expect(pages).toBeLessThan(4);
      const url: string = `/v1/conversations?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const page: Page = (await ask("GET", url)).json<Page>();
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    }
    expect(seen).toEqual(ids);
  });

  it.each([
    ["limit=0", "query.limit"],
    ["limit=101", "query.limit"],
    ["limit=1e1", "query.limit"],
    ["limit=", "query.limit"],
    ["limit=5&limit=6", "query.limit"],
    ["status=snoozed", "query.status"],
    ["status[$ne]=open", "query.status[$ne]"],
    ["cursor=", "query.cursor"],
    ["cursor=nonsense", "query.cursor"],
  ])("refuses %s and names the field", async (query, field) => {
    const problem = problemOf(await bench().ask("GET", `/v1/conversations?${query}`));
    expect(problem).toMatchObject({ status: 400, fields: [field] });
  });
});

describe("the timeline", () => {
  it("shows messages and activities, newest first", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    await ask("POST", `/v1/conversations/${id}/close`, { description: "done" });
    const { items } = (await ask("GET", `/v1/conversations/${id}/timeline`)).json<{
      items: Record<string, unknown>[];
    }>();
    expect(items.map(({ kind, activity, sourceId }) => [kind, activity ?? sourceId])).toEqual([
      ["activity", "closed"],
      ["message", "wamid.1"],
      ["activity", "opened"],
    ]);
    expect(items[1]).toMatchObject({
      content: { type: "text", text: "text of wamid.1" },
      occurredAt: new Date(T0).toISOString(),
      direction: "incoming",
    });
  });

  it("says by name who wrote, closed, assigned and handed over, to whom, and with which description", async () => {
    const { ask, converse, store, clock } = bench();
    const workspaceId = DEFAULT_WORKSPACE;
    await store.putUser(aUser({ workspaceId, id: "marta", name: "Marta Ruiz" }));
    await store.putUser(aUser({ workspaceId, id: "luis", name: "Luis Torres" }));
    const id = await converse();
    const act = async (name: string, body: object) => {
      clock.advance(SECOND);
      const { statusCode } = await ask("POST", `/v1/conversations/${id}/${name}`, body);
      expect(statusCode).toBe(200);
    };
    await act("assign", { target: { kind: "user", userId: "marta" } });
    await act("note", { text: "Waits for the invoice" });
    await act("close", { description: "Sold", handOverTo: { kind: "user", userId: "luis" } });
    const { items } = (await ask("GET", `/v1/conversations/${id}/timeline`)).json<{
      items: Record<string, unknown>[];
    }>();
    const ana = { kind: "contact", id: expect.any(String), name: "Ana Souza" };
    const admin = { kind: "user", id: "admin", name: "Administrator" };
    const marta = { ownerId: "marta", ownerName: "Marta Ruiz" };
    const nobody = { previousOwnerId: null, previousOwnerName: null };
    const handedOver = {
      ownerId: "luis",
      ownerName: "Luis Torres",
      previousOwnerId: "marta",
      previousOwnerName: "Marta Ruiz",
    };
    expect(items).toHaveLength(6);
    for (const item of [
      { kind: "message", sender: ana },
      { activity: "opened", actor: ana },
      { activity: "assigned", actor: admin, data: { ...marta, ...nobody } },
      { kind: "note", author: admin },
      { activity: "handed_over", actor: admin, data: handedOver },
      { activity: "closed", actor: admin, data: { description: "Sold" } },
    ]) {
      const name = item.activity ?? item.kind;
      const shown = items.find((each) => (each["activity"] ?? each["kind"]) === name);
      expect(shown).toMatchObject({ ...item, occurredAt: expect.stringMatching(/Z$/) });
    }
  });

  it("does not show what was revoked, in no wording", async () => {
    const { ask, hear, converse } = bench();
    const id = await converse("wamid.1", { body: "a secret" });
    const revoke = {
      ...textMessage("wamid.2"),
      type: "revoke",
      text: undefined,
      revoke: { original_message_id: "wamid.1" },
    };
    await hear(webhook({ messages: [revoke] }));
    const timeline = await ask("GET", `/v1/conversations/${id}/timeline`);
    expect(timeline.body).not.toContain("a secret");
    expect(timeline.json<{ items: Record<string, unknown>[] }>().items).toContainEqual(
      expect.objectContaining({ sourceId: "wamid.1", content: null, edits: [] }),
    );
    expect((await ask("GET", `/v1/conversations/${id}`)).body).not.toContain("a secret");
  });

  it("shows what was reacted and rewritten", async () => {
    const { ask, hear, converse } = bench();
    const id = await converse("wamid.1", { body: "at five" });
    const about = { ...textMessage("wamid.2"), text: undefined };
    const reaction = { message_id: "wamid.1", emoji: "👍" };
    const edit = {
      original_message_id: "wamid.1",
      message: { type: "text", text: { body: "at six" } },
    };
    await hear(webhook({ messages: [{ ...about, type: "reaction", reaction }] }));
    await hear(webhook({ messages: [{ ...about, id: "wamid.3", type: "edit", edit }] }));
    const timeline = await ask("GET", `/v1/conversations/${id}/timeline`);
    const occurredAt = new Date(T0).toISOString();
    expect(timeline.json<{ items: unknown[] }>().items).toContainEqual(
      expect.objectContaining({
        sourceId: "wamid.1",
        content: { type: "text", text: "at six" },
        reactions: [{ by: "contact", emoji: "👍", occurredAt }],
        edits: [{ content: { type: "text", text: "at five" }, replacedAt: occurredAt }],
      }),
    );
  });

  it("of a conversation that is not there is 404", async () => {
    const response = await bench().ask("GET", "/v1/conversations/nothing/timeline");
    expect(response.statusCode).toBe(404);
  });
});
