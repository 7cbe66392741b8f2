import { beforeEach, describe, expect, it } from "vitest";
import { aMessage, DAY, HOUR, SECOND, T0 } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { outboxOf, post, sent, type SentView } from "../support/sending.ts";
import { textMessage, webhook } from "../support/webhooks.ts";

const TEMPLATES = [{ name: "seguimiento", language: "es_MX", category: "UTILITY" }];
const bench = useBench({ templates: { sendableOn: () => Promise.resolve(TEMPLATES) } });
const text = (words: string) => ({ type: "text", text: words });
const iso = (at: number) => new Date(at).toISOString();

let id = "";
beforeEach(async () => {
  id = await bench().converse();
});

describe("sending a message", () => {
  it("answers with the conversation and the queued message, and puts it into the outbox", async () => {
    const response = await post(bench(), id, text("Sí, hasta las ocho."));
    expect(response.statusCode).toBe(200);
    expect(response.headers["etag"]).toBe('"v2"');
    const answer = response.json<SentView>();
    expect(answer).toMatchObject({
      id,
      version: 2,
      unread: { count: 0 },
      lastMessage: { id: "m2", direction: "outgoing", text: "Sí, hasta las ocho." },
      refused: [],
    });
    expect(answer.messages).toMatchObject([
      {
        kind: "message",
        id: "m2",
        status: "queued",
        direction: "outgoing",
        sender: { kind: "user", id: "admin" },
        content: text("Sí, hasta las ocho."),
        occurredAt: iso(T0),
      },
    ]);
    expect(await outboxOf(bench(), id)).toMatchObject([
      {
        messageId: "m2",
        state: "queued",
        content: { ...text("Sí, hasta las ocho."), previewUrl: false },
      },
    ]);
  });

  it("is told in the feed as message.queued", async () => {
    await sent(bench(), id, text("Sí"));
    const { events: items } = (await bench().ask("GET", "/v1/events")).json<{
      events: { type: string; data: { message: unknown }; cause: unknown }[];
    }>();
    const queued = items.filter(({ type }) => type === "message.queued");
    expect(queued).toMatchObject([
      {
        data: { message: { id: "m2", status: "queued", content: text("Sí") } },
        cause: { kind: "command", actor: { kind: "user", id: "admin" } },
      },
    ]);
  });

  it("of a list keeps the order, in one step", async () => {
    const messages = Array.from({ length: 30 }, (_, index) => text(`n${index}`));
    const answer = await sent(bench(), id, { messages });
    expect(answer.version).toBe(2);
    expect(answer.messages.map(({ content }) => content["text"])).toEqual(
      messages.map((message) => message.text),
    );
    const outbox = await outboxOf(bench(), id);
    expect(outbox.map(({ messageId }) => messageId)).toEqual(answer.messages.map((one) => one.id));
    const timeline = await bench().ask("GET", `/v1/conversations/${id}/timeline?limit=30`);
    const shown = timeline.json<{ items: { content?: { text: string } }[] }>().items;
    expect(shown.map(({ content }) => content?.text)).toEqual(
      messages.map((message) => message.text).toReversed(),
    );
  });

  it.each([
    ["a place", { type: "location", latitude: -23.55, longitude: -46.63, name: "Tienda" }],
    ["cards", { type: "contacts", contacts: [{ name: { formatted: "Eva", first: "Eva" } }] }],
    ["buttons", { type: "buttons", body: "¿Vale?", buttons: [{ id: "y", title: "Sí" }] }],
    [
      "a list",
      {
        type: "list",
        body: "Elija",
        button: "Ver",
        sections: [{ rows: [{ id: "1", title: "Uno" }] }],
      },
    ],
    ["a reaction", { type: "reaction", targetId: "m1", emoji: "👍" }],
    ["text that shows its page", { ...text("https://example.com"), previewUrl: true }],
  ])("takes %s", async (_name, body) => {
    const { messages } = await sent(bench(), id, body);
    expect(messages).toHaveLength(1);
    const [queued] = await outboxOf(bench(), id);
    expect(queued?.content).toMatchObject(body);
  });

  it("on a closed conversation opens it for the agent", async () => {
    await bench().ask("POST", `/v1/conversations/${id}/close`, { description: "Listo" });
    const answer = await sent(bench(), id, text("Una cosa más"));
    expect(answer).toMatchObject({ lifecycle: "open", episode: { number: 2 } });
  });
});

describe("outside the window", () => {
  const evidence = {
    code: "window.closed",
    reason: "window.closed",
    window: {
      lastInboundId: "m1",
      lastInboundAt: iso(T0),
      expiresAt: iso(T0 + DAY),
      freeFormUntil: iso(T0 + DAY - 60 * SECOND),
    },
    templates: TEMPLATES,
  };

  it("free-form gets 409 with the evidence, from a minute before its end on", async () => {
    bench().clock.advance(DAY - 60 * SECOND - 1);
    await sent(bench(), id, text("Todavía"));
    bench().clock.advance(1);
    const refused = await post(bench(), id, text("¿Hola?"));
    expect(refused.statusCode).toBe(409);
    expect(refused.json()).toMatchObject({ ...evidence, now: iso(T0 + DAY - 60 * SECOND) });
    expect(refused.json<{ commands: unknown[] }>().commands).toContainEqual({
      name: "send",
      enabled: false,
      reason: "window.closed",
    });
    expect(await outboxOf(bench(), id)).toHaveLength(1);
  });

  it("is judged when the command takes its turn: a message that waits before it opens the window", async () => {
    const { clock, store } = bench();
    clock.advance(30 * HOUR);
    const receivedAt = clock.now();
    const waiting = aMessage("wamid.2", {
      identity: { waId: "5511987654321" },
      occurredAt: receivedAt,
    });
    await store.accept([waiting], { receivedAt, newContactId: () => "nobody new" });
    expect((await sent(bench(), id, text("Aquí estoy"))).messages).toHaveLength(1);
  });

  it("says in the conversation until when one may write freely", async () => {
    const view = (await bench().ask("GET", `/v1/conversations/${id}`)).json<{
      window: { freeFormUntil: string };
      commands: unknown[];
    }>();
    expect(view.window.freeFormUntil).toBe(evidence.window.freeFormUntil);
    expect(view.commands).toContainEqual({ name: "send", enabled: true });
  });
});

describe("answering a message", () => {
  it("quotes it, each message of a list its own", async () => {
    await bench().hear(webhook({ messages: [textMessage("wamid.2")] }));
    const { messages } = await sent(bench(), id, {
      replyToId: "m1",
      messages: [
        text("a la primera"),
        { ...text("a la segunda"), replyToId: "m2" },
        text("a nada"),
      ],
    });
    expect(messages.map(({ context }) => context?.sourceId ?? null)).toEqual([
      "wamid.1",
      "wamid.2",
      null,
    ]);
    const outbox = await outboxOf(bench(), id);
    expect(outbox.map(({ replyToId }) => replyToId)).toEqual(["m1", "m2", null]);
  });

  it("that is not there, or not known to WhatsApp, gets 409 and the field", async () => {
    await sent(bench(), id, text("Hola"));
    for (const [replyToId, rule] of [
      ["m9", "is no message of this conversation"],
      ["m2", "is not known to WhatsApp yet"],
    ]) {
      const response = await post(bench(), id, { ...text("Sí"), replyToId });
      expect(problemOf(response)).toMatchObject({ status: 409, code: "message.unfit_target" });
      expect(response.json()).toMatchObject({ errors: [{ field: "body.replyToId", rule }] });
    }
  });

  it("of another conversation is refused, as if there were none", async () => {
    const other = await bench().converse("wamid.3", { from: "5511900000000" });
    expect(other).not.toBe(id);
    await bench().hear(webhook({ messages: [textMessage("wamid.4", { from: "5511900000000" })] }));
    const problem = problemOf(await post(bench(), id, { ...text("Sí"), replyToId: "m2" }));
    expect(problem.code).toBe("message.unfit_target");
  });
});
