import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aUser } from "../../support/builders.ts";
import { openEventStream, type EventStream } from "../../support/event-stream.ts";
import { expectSoon } from "../../support/expect-soon.ts";
import { STREAM_SETTINGS_DEFAULTS } from "../../../src/http/stream/settings.ts";
import { useBench } from "../support/bench.ts";
import { crmOf } from "../support/crm.ts";
import { aPerson, type Person } from "../support/person.ts";

const QUICK = { heartbeatMs: 20, pollMs: 20, recheckMs: 20 };
const bench = useBench({ settings: { streams: { ...STREAM_SETTINGS_DEFAULTS, ...QUICK } } });
const { create } = crmOf(bench);

let url = "";
let eva: Person;
let conversation = "";
const opened: EventStream[] = [];

beforeEach(async () => {
  const { app, converse } = bench();
  await app.listen({ host: "127.0.0.1", port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  eva = await aPerson(bench(), { id: "eva" });
  await aPerson(bench(), { id: "max" });
  conversation = await converse("wamid.1");
});
afterEach(() => {
  for (const stream of opened.splice(0)) stream.close();
});

async function listen(lastEventId: number | null = null): Promise<EventStream> {
  const stream = await openEventStream({ url, token: eva.token, lastEventId });
  opened.push(stream);
  await expectSoon(() => stream.messages[0]?.event).toBe("stream.started");
  return stream;
}

async function give(to: string | null): Promise<void> {
  const target = to === null ? { kind: "nobody" } : { kind: "user", userId: to };
  const path = `/v1/conversations/${conversation}/assign`;
  expect((await bench().ask("POST", path, { target })).statusCode).toBe(200);
}

const told = ({ messages }: EventStream) => messages.slice(1).map(({ event }) => event);
const accessOf = ({ messages }: EventStream) => messages[0]?.data["access"];

describe("a seller's live stream", () => {
  it("tells nothing of others' conversations, and what is given with all that its row needs", async () => {
    const stream = await listen();
    await bench().converse("wamid.2");
    await give("eva");
    await expectSoon(() => told(stream)).toEqual(["conversation.assigned"]);
    expect(stream.messages[1]?.data["rows"]).toMatchObject([
      {
        id: conversation,
        owner: { id: "eva" },
        contact: { name: "Ana Souza" },
        unread: { count: 2 },
      },
    ]);
    await bench().converse("wamid.3");
    await expectSoon(() => told(stream)).toContain("message.received");
  });

  it("says that a conversation is gone when it is given away, and nothing of what happens in it after", async () => {
    await give("eva");
    const stream = await listen();
    await give("max");
    await bench().converse("wamid.2");
    const lastSeq = await bench().store.lastSeq("default");
    await expectSoon(() => stream.lastEventId()).toBe(lastSeq);
    expect(told(stream)).toEqual(["conversation.removed"]);
    expect(stream.messages[1]?.data).toEqual({
      conversationId: conversation,
      version: expect.any(Number),
    });
    await give("eva");
    await expectSoon(() => told(stream)).toEqual([
      "conversation.removed",
      "conversation.reassigned",
    ]);
  });

  it("says so too to who was away then, and tells all of what was given back meanwhile", async () => {
    await give("eva");
    const before = await listen();
    before.close();
    await give("max");
    const without = await listen(before.lastEventId());
    await expectSoon(() => told(without)).toEqual(["conversation.removed"]);
    await bench().converse("wamid.2");
    await give("eva");
    const back = await listen(before.lastEventId());
    await expectSoon(() => told(back)).toEqual([
      "conversation.reassigned",
      expect.stringMatching(/^(message|conversation)\./),
      "conversation.reassigned",
    ]);
    expect(accessOf(back)).toBe(accessOf(before));
  });

  it("tells of a contact whose conversation is the seller's", async () => {
    const { ask } = bench();
    await give("eva");
    const stream = await listen();
    const { id } = await create({ phones: ["+5511987654321"] });
    expect(conversation.endsWith(id)).toBe(true);
    await ask("PATCH", `/v1/contacts/${id}`, { firstName: "Anita" });
    await create({ phones: ["+5511900000009"] });
    await expectSoon(() => told(stream)).toContain("contact.updated");
    const lastSeq = await bench().store.lastSeq("default");
    await expectSoon(() => stream.lastEventId()).toBe(lastSeq);
    const updated = stream.messages.find(({ event }) => event === "contact.updated");
    expect(updated?.data["rows"]).toMatchObject([
      { id: conversation, contact: { name: "Anita Souza" } },
    ]);
    expect(told(stream)).toEqual(["contact.created", "contact.updated"]);
  });

  it("ends when the seller becomes an administrator, and the next one says that the access is another", async () => {
    const stream = await listen();
    await bench().store.putUser(
      aUser({ workspaceId: "default", id: "eva", role: "administrator" }),
    );
    await expectSoon(() => stream.hasEnded()).toBe(true);
    expect(stream.messages.at(-1)?.data).toEqual({ reason: "stream.access_changed" });
    const next = await listen(stream.lastEventId());
    expect([accessOf(stream) === accessOf(next), accessOf(next)]).toEqual([false, "all"]);
  });

  it.each([
    ["switched off", { active: false }, "auth.invalid_token"],
    ["made an editor", { role: "editor" }, "auth.no_inbox"],
  ])("ends when the seller is %s", async (_name, changes, reason) => {
    const stream = await listen();
    await bench().store.putUser(aUser({ workspaceId: "default", id: "eva", ...changes }));
    await expectSoon(() => stream.hasEnded()).toBe(true);
    expect(stream.messages.at(-1)?.data).toEqual({ reason });
  });
});
