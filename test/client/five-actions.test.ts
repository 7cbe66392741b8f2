import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, it } from "vitest";
import { createClient, UnknownAnswerError, type Client } from "../../clients/typescript/client.ts";
import type { Conversation, OutOfSight } from "../../clients/typescript/operations.ts";
import { aUser } from "../support/builders.ts";
import { useBench } from "../http/support/bench.ts";

/*
 * The five actions of the customer's article by the typed client, over real HTTP. That this file compiles is half of the test: paths,
 * queries, headers, bodies and answers are those of the document.
 */

const bench = useBench();
let client: Client;
let id = "";

beforeEach(async () => {
  const { app, token, store, converse } = bench();
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  client = createClient({ url: `http://127.0.0.1:${port}`, token });
  await store.putUser(aUser({ workspaceId: "default", id: "marta", name: "Marta Ruiz" }));
  id = await converse("wamid.1", { body: "¿Tienen el plan anual?" });
});

type Success<Answer> = Extract<Answer, { status: 200 }> extends { body: infer Body } ? Body : never;

/** The body of an answer that must be a success. An administrator never loses sight of a conversation. */
function done<Answer extends { status: number; body: unknown }>(
  answer: Answer,
): Exclude<Success<Answer>, OutOfSight> {
  expect(answer.status).toBe(200);
  return answer.body as Exclude<Success<Answer>, OutOfSight>;
}

async function conversation(): Promise<Conversation> {
  return done(await client.getConversation({ path: { id } }));
}

describe("by the typed client", () => {
  it("1. conversations are seen, searched and counted", async () => {
    const found = done(await client.listConversations({ query: { q: "ana sou", unread: "true" } }));
    expect(found.items.map((each) => [each.id, each.contact.name, each.lastMessage?.text])).toEqual(
      [[id, "Ana Souza", "¿Tienen el plan anual?"]],
    );
    expect(found.items[0]?.window.secondsLeft).toBe(86_400);
    expect(done(await client.countUnreadConversations()).count).toBe(1);
  });

  it("2. conversations are filtered by state, time and owner", async () => {
    const count = async (query: Parameters<Client["listConversations"]>[0]) =>
      done(await client.listConversations(query)).items.length;
    expect(await count({ query: { status: "open", since: "24h", owner: "unassigned" } })).toBe(1);
    expect(await count({ query: { status: "closed" } })).toBe(0);
    expect(await count({ query: { owner: "me" } })).toBe(0);
  });

  it("3. a conversation is opened with its line, owner, state and messages", async () => {
    const answer = await client.getConversation({ path: { id } });
    const { line, owner, state, version } = done(answer);
    expect([line.name, owner, state]).toEqual(["Sales", null, "open"]);
    expect(answer.headers.get("etag")).toBe(`"v${version}"`);
    const { items } = done(await client.listTimeline({ path: { id } }));
    const texts = items.flatMap((item) =>
      item.kind === "message" && item.content?.type === "text" ? [item.content.text] : [],
    );
    expect(texts).toEqual(["¿Tienen el plan anual?"]);
  });

  it("4. messages are sent in the window, each with its place in the timeline", async () => {
    const answer = await client.sendMessages({
      path: { id },
      header: { "idempotency-key": "greeting-1" },
      body: { messages: [{ type: "text", text: "Sí, le paso el PDF" }] },
    });
    const [message] = done(answer).messages;
    expect(message).toMatchObject({ kind: "message", direction: "outgoing", status: "queued" });
  });

  it("5. a conversation is assigned and closed, and what is not possible says why", async () => {
    const target = { kind: "user", userId: "marta" } as const;
    const body = { target, markUnread: true };
    const assigned = done(await client.assignConversation({ path: { id }, body }));
    expect([assigned.owner?.name, assigned.unread.marked]).toEqual(["Marta Ruiz", true]);
    const close = { path: { id }, body: { description: "Sold" } };
    expect(done(await client.closeConversation(close)).state).toBe("closed");

    const again = await client.closeConversation(close);
    if (again.status !== 409) throw new Error(`answered ${again.status}`);
    expect(again.body.code).toBe("conversation.already_closed");
    expect(again.body.commands.find(({ name }) => name === "reopen")?.enabled).toBe(true);
    expect((await conversation()).episode.description).toBe("Sold");
  });
});

describe("the typed client", () => {
  it("gives problems as answers", async () => {
    const answer = await client.getConversation({ path: { id: "a/b?c" } });
    expect(answer).toMatchObject({ status: 404, body: { code: "conversation.unknown" } });
  });

  it("refuses to pass off for an answer of the API what somebody else said", async () => {
    const proxy = createClient({
      url: "http://proxy.example",
      token: "x",
      fetch: () => Promise.resolve(new Response("Bad gateway", { status: 502 })),
    });
    await expect(proxy.listConversations()).rejects.toThrow(UnknownAnswerError);
  });
});
