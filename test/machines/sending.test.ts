import { describe, expect, it } from "vitest";
import type { OutgoingContent } from "../../src/domain/sending/outgoing.ts";
import { message, reports, sendOf, sends, TEMPLATE, text } from "./sends.ts";
import { HOUR, Life, MINUTE, outcomeOf, T0, typesOf, user } from "./support.ts";

const LUIS = user("usr_luis");
const EVA = user("usr_eva");
const CLOSED = { kind: "refused", code: "window.closed" };
const UNFIT = { kind: "refused", code: "message.unfit_target" };

function greeted(): Life {
  const life = new Life();
  life.says("Hola", T0);
  return life;
}

describe("sending in an open window (T5)", () => {
  it("puts the message into timeline, list, outbox and feed in one step, and clears unread", () => {
    const life = greeted();
    const commit = sends(life, LUIS, T0 + HOUR, text("Buenos días"));
    expect(outcomeOf(commit)).toEqual({ kind: "applied" });
    expect(commit.conversation.version).toBe(2);
    expect(life.regions).toMatchObject({ lifecycle: "open", window: "open", attention: "read" });
    expect(life.facts.windowExpiresAt).toBe(T0 + 24 * HOUR);
    expect(life.messages().at(-1)).toMatchObject({
      id: "m2",
      sourceId: null,
      direction: "outgoing",
      origin: "live",
      sender: LUIS,
      status: "queued",
      episode: 1,
      content: { type: "text", text: "Buenos días" },
      occurredAt: T0 + HOUR,
    });
    expect(commit.sends).toEqual([
      {
        id: `snd_${commit.conversationId}_m2`,
        messageId: "m2",
        lineId: life.line.id,
        contactId: life.contact.id,
        position: 2_000,
        freeForm: true,
        content: text("Buenos días"),
        replyToId: null,
        lease: null,
        queuedAt: T0 + HOUR,
      },
    ]);
    expect(typesOf(commit)).toEqual(["conversation.read", "message.queued"]);
    expect(commit.events[1]!.data["message"]).toMatchObject({
      id: "m2",
      status: "queued",
      content: { type: "text", text: "Buenos días" },
    });
    expect(commit.conversation.lastMessage).toMatchObject({ id: "m2", text: "Buenos días" });
    expect(commit.conversation.lastActivityAt).toBe(T0 + HOUR);
  });

  it("keeps the order of thirty messages in ids, positions and events", () => {
    const life = greeted();
    const words = Array.from({ length: 30 }, (_, index) => `n${index}`);
    const commit = sends(life, LUIS, T0 + HOUR, ...words.map(text));
    const ids = commit.sends.map(({ messageId }) => messageId ?? "");
    expect(ids.slice(0, 3)).toEqual(["m2", "m2.01", "m2.02"]);
    expect(ids.toSorted()).toEqual(ids);
    expect(commit.sends.map(({ position }) => position)).toEqual(words.map((_, n) => 2_000 + n));
    expect(new Set(commit.sends.map(({ id }) => id)).size).toBe(30);
    const queued = commit.events.filter(({ type }) => type === "message.queued");
    expect(queued.map(({ data }) => data["message"])).toMatchObject(ids.map((id) => ({ id })));
    expect(commit.conversation.version).toBe(2);
    expect(commit.conversation.lastMessage).toMatchObject({ id: "m2.29", text: "n29" });
  });

  it("opens a closed conversation for the agent, without a trigger (Q4)", () => {
    const life = greeted();
    life.closes(LUIS, T0 + HOUR);
    const commit = sends(life, LUIS, T0 + 2 * HOUR, text("Una cosa más"));
    expect(typesOf(commit)).toEqual(["conversation.opened", "conversation.read", "message.queued"]);
    expect(life.facts.episode).toMatchObject({ number: 2, openedBy: LUIS });
    expect(life.messages().at(-1)).toMatchObject({ episode: 2 });
    expect(typesOf(life.says("Gracias", T0 + 3 * HOUR))).not.toContain(
      "conversation.started_by_contact",
    );
  });

  it("picks up what was handed over when its new owner answers, and only then", () => {
    const life = greeted();
    life.assigns(LUIS, "usr_luis", T0 + 1);
    life.assigns(LUIS, "usr_eva", T0 + 2);
    expect(typesOf(sends(life, LUIS, T0 + 3, text("Le atiende Eva")))).not.toContain(
      "conversation.picked_up",
    );
    expect(typesOf(sends(life, EVA, T0 + 4, text("Hola")))).toContain("conversation.picked_up");
  });

  it("by an automation takes nobody's unread mark away and makes nobody the owner (Q12)", () => {
    const life = greeted();
    const bot = { kind: "automation", id: "aut_1" } as const;
    const commit = sends(life, bot, T0 + 1, text("Le responderemos pronto"));
    expect(typesOf(commit)).toEqual(["message.queued"]);
    expect(life.messages().at(-1)).toMatchObject({ sender: bot });
    expect(life.facts).toMatchObject({ unreadCount: 1, ownerId: null });
  });
});

describe("sending without an open window (T6)", () => {
  it("is refused, and leaves no message, event, or opening behind", () => {
    const life = greeted();
    life.passes(T0 + 25 * HOUR);
    life.closes(LUIS, T0 + 26 * HOUR);
    const commit = sends(life, LUIS, T0 + 27 * HOUR, text("¿Sigue ahí?"));
    expect(outcomeOf(commit)).toEqual(CLOSED);
    expect([commit.items, commit.sends, commit.events]).toEqual([[], [], []]);
    expect(commit.conversation.version).toBe(commit.expectedVersion);
  });

  it.each([
    [24 * HOUR - MINUTE - 1, { kind: "applied" }],
    [24 * HOUR - MINUTE, CLOSED],
    [24 * HOUR, CLOSED],
  ])("%i ms after the contact's message gives the outcome %j", (after, outcome) => {
    const life = greeted();
    expect(outcomeOf(sends(life, LUIS, T0 + after, text("Hola")))).toEqual(outcome);
  });

  it("leaves time to write in the short windows of a demo", () => {
    const life = new Life({ windowMs: 45_000, closingLeadMs: 15_000 });
    life.says("Hola", T0);
    expect(outcomeOf(sends(life, LUIS, T0 + 44_000, text("Hola")))).toEqual({ kind: "applied" });
    expect(outcomeOf(sends(life, LUIS, T0 + 44_250, text("Hola")))).toEqual(CLOSED);
  });

  it("counts when it was received, however late somebody looks", () => {
    const life = greeted();
    const input = { kind: "command", command: sendOf(text("A tiempo")) } as const;
    const at = T0 + 23 * HOUR;
    const commit = life.enters([life.entry(input, LUIS, at, at)], T0 + 30 * HOUR);
    expect(outcomeOf(commit)).toEqual({ kind: "applied" });
  });

  it("refuses a template too when free-form goes with it: all or nothing", () => {
    const life = greeted();
    const commit = sends(life, LUIS, T0 + 25 * HOUR, TEMPLATE, text("¿Qué tal?"));
    expect(outcomeOf(commit)).toEqual(CLOSED);
    expect(commit.sends).toEqual([]);
  });

  it("is refused before anything was ever received", () => {
    const life = new Life();
    expect(outcomeOf(sends(life, LUIS, T0, text("Hola")))).toEqual(CLOSED);
    expect(life.conversation).toBeNull();
  });

  it("is refused after WhatsApp called the window shut, until the contact writes again", () => {
    const life = greeted();
    sends(life, LUIS, T0 + HOUR, text("Hola"));
    const errors = [{ code: 131047, title: null, details: null }];
    const result = { kind: "refused", reason: "window", errors } as const;
    reports(life, { version: 2, result }, T0 + 2 * HOUR);
    expect(life.regions.window).toBe("expired");
    expect(outcomeOf(sends(life, LUIS, T0 + 3 * HOUR, text("Hola")))).toEqual(CLOSED);
    life.says("Aquí estoy", T0 + 4 * HOUR);
    expect(outcomeOf(sends(life, LUIS, T0 + 5 * HOUR, text("Hola")))).toEqual({ kind: "applied" });
  });
});

describe("sending a template (T7, T8)", () => {
  it("goes out with the window shut, which stays shut until the contact answers", () => {
    const life = greeted();
    life.passes(T0 + 25 * HOUR);
    const commit = sends(life, LUIS, T0 + 26 * HOUR, TEMPLATE);
    expect(commit.sends[0]).toMatchObject({ freeForm: false, content: TEMPLATE });
    expect(life.regions).toMatchObject({ lifecycle: "open", window: "expired", attention: "read" });
    expect(life.messages().at(-1)!.content).toEqual({
      type: "template",
      name: "seguimiento",
      language: "es_MX",
      text: "Hola Ana, ¿seguimos?",
      values: { 1: "Ana" },
    });
    expect(outcomeOf(sends(life, LUIS, T0 + 27 * HOUR, text("¿Qué tal?")))).toEqual(CLOSED);
    life.says("Sí", T0 + 28 * HOUR);
    expect(outcomeOf(sends(life, LUIS, T0 + 29 * HOUR, text("Bien")))).toEqual({ kind: "applied" });
  });

  it("to a closed conversation opens it for the agent and fires no trigger, now or at the answer", () => {
    const life = greeted();
    life.closes(LUIS, T0 + HOUR);
    const commit = sends(life, LUIS, T0 + 30 * HOUR, TEMPLATE);
    expect(typesOf(commit)).toContain("conversation.opened");
    expect(life.facts.episode).toMatchObject({ number: 2, openedBy: LUIS });
    expect(typesOf(life.says("Sí", T0 + 31 * HOUR))).not.toContain(
      "conversation.started_by_contact",
    );
  });

  it("to somebody who never wrote makes the sender the owner (Q5)", () => {
    const life = new Life();
    const commit = sends(life, LUIS, T0, TEMPLATE);
    expect(typesOf(commit)).toEqual([
      "conversation.opened",
      "conversation.assigned",
      "message.queued",
    ]);
    expect(life.regions).toMatchObject({ lifecycle: "open", window: "none" });
    expect(life.facts).toMatchObject({ ownerId: "usr_luis", episode: { number: 1 } });
  });
});

describe("a send that was accepted before the close (Q54)", () => {
  it("completes, and its results open nothing", () => {
    const life = greeted();
    sends(life, LUIS, T0 + HOUR, text("Hecho"));
    life.closes(LUIS, T0 + HOUR + 1);
    const result = { kind: "accepted", sourceId: "wamid.out" } as const;
    expect(typesOf(reports(life, { version: 2, result }, T0 + HOUR + 2))).toEqual(["message.sent"]);
    expect(life.messages().find(({ id }) => id === "m2")).toMatchObject({
      status: "sent",
      sourceId: "wamid.out",
    });
    expect(life.regions.lifecycle).toBe("closed");
    expect(life.facts.episode.number).toBe(1);
  });
});

describe("answering a message", () => {
  it("quotes it by WhatsApp's id, and the outbox by ours", () => {
    const life = greeted();
    const command = { ...sendOf(), messages: [message(text("Sí"), "m1")] };
    const commit = life.asks(LUIS, command, T0 + 1);
    expect(commit.sends[0]).toMatchObject({ replyToId: "m1" });
    expect(life.messages().at(-1)!.context).toEqual({
      sourceId: life.messages()[0]!.sourceId,
      forwarded: false,
      frequentlyForwarded: false,
      product: null,
    });
  });

  it("is refused for one that is not there, or that WhatsApp does not know yet", () => {
    const life = greeted();
    sends(life, LUIS, T0 + 1, text("Hola"));
    for (const id of ["m9", "m2", "a1.0"]) {
      const command = { ...sendOf(), messages: [message(text("Sí"), id)] };
      expect(outcomeOf(life.asks(LUIS, command, T0 + 2))).toEqual(UNFIT);
    }
  });
});

describe("a reaction", () => {
  const reaction = (targetId: string, emoji: string | null = "👍"): OutgoingContent => ({
    type: "reaction",
    targetId,
    emoji,
  });

  it("goes out, and neither answers, opens, nor stands in the list", () => {
    const life = greeted();
    life.closes(LUIS, T0 + 1);
    const before = life.conversation!;
    const commit = sends(life, LUIS, T0 + 2, reaction("m1"));
    expect(typesOf(commit)).toEqual(["message.queued"]);
    expect(commit.sends[0]).toMatchObject({ freeForm: true, content: reaction("m1") });
    expect(life.regions).toEqual(before.regions);
    expect(life.conversation).toMatchObject({
      lastMessage: before.lastMessage,
      lastActivityAt: before.lastActivityAt,
    });
  });

  it("shows at its message once WhatsApp has taken it", () => {
    const life = greeted();
    sends(life, LUIS, T0 + 1, reaction("m1"));
    const result = { kind: "accepted", sourceId: "wamid.r" } as const;
    const commit = reports(life, { version: 2, result }, T0 + 2);
    expect(typesOf(commit)).toEqual(["message.sent", "message.reacted"]);
    expect(life.messages()[0]!.reactions).toMatchObject([{ by: "business", emoji: "👍" }]);
  });

  it("is refused for a reaction, a revoked message, and outside the window", () => {
    const life = greeted();
    sends(life, LUIS, T0 + 1, reaction("m1"));
    reports(life, { version: 2, result: { kind: "accepted", sourceId: "wamid.r" } }, T0 + 2);
    expect(outcomeOf(sends(life, LUIS, T0 + 3, reaction("m2")))).toEqual(UNFIT);
    expect(outcomeOf(sends(life, LUIS, T0 + 25 * HOUR, reaction("m1")))).toEqual(CLOSED);
    life.says("Perdón", T0 + 26 * HOUR);
    const targetSourceId = life.messages()[0]!.sourceId!;
    life.webhook({ kind: "revoke", by: "contact", targetSourceId }, T0 + 27 * HOUR);
    expect(outcomeOf(sends(life, LUIS, T0 + 28 * HOUR, reaction("m1")))).toEqual(UNFIT);
  });
});
