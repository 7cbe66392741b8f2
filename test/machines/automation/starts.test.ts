import { describe, expect, it } from "vitest";
import type { Evaluation } from "../../../src/domain/automation/evaluation.ts";
import type { MessageContent } from "../../../src/domain/conversation/content.ts";
import type { MailboxInput } from "../../../src/domain/intake/inbound.ts";
import { echoOf, HOUR, LINE_ID, MINUTE, T0, user } from "../support.ts";
import { BotLife } from "./bot-life.ts";

const EVA = user("usr_eva");
const PHONE = { kind: "phone", id: LINE_ID } as const;
const TAG = [{ id: "mark", do: "tag", tags: ["empezado"], next: null }];

/** A conversation with one flow `f`, that starts on this and does next to nothing. */
function withStart(start: Record<string, unknown>, rest: Record<string, unknown> = {}): BotLife {
  return new BotLife().has("f", { start, steps: TAG, ...rest });
}

const verdictOf = (life: BotLife): Evaluation["verdict"] | undefined =>
  [...life.evaluations.values()].at(-1)?.verdict;

function writes(life: BotLife, text: string, at: number): void {
  const content = { type: "text", text, previewUrl: false } as const;
  life.asks(EVA, { name: "send", messages: [{ content, replyToId: null }], refused: [] }, at);
}

function says(life: BotLife, content: MessageContent, at: number, quoted: string | null = null) {
  const message = life.message("") as MailboxInput & { kind: "message" };
  const context =
    quoted === null
      ? null
      : { sourceId: quoted, forwarded: false, frequentlyForwarded: false, product: null };
  life.webhook({ ...message, message: { ...message.message, content, context } }, at);
}

describe("a flow starts", () => {
  it.each<[string, Record<string, unknown>, (life: BotLife) => unknown]>([
    ["the contact begins", { on: "conversation.started_by_contact" }, () => {}],
    ["it is known by another name", { on: "conversation.opened_by_inbox_message" }, () => {}],
    ["it is known by a third name", { on: "conversation.opened_by_whatsapp_message" }, () => {}],
    ["the conversation is opened", { on: "conversation.opened" }, () => {}],
    ["it is closed", { on: "conversation.closed" }, (life) => life.closes(EVA, T0 + 1)],
    [
      "it is assigned",
      { on: "conversation.assigned" },
      (life) => life.assigns(EVA, "usr_max", T0 + 1),
    ],
    [
      "it is handed over",
      { on: "conversation.reassigned" },
      (life) => {
        life.assigns(EVA, "usr_eva", T0 + 1);
        life.assigns(EVA, "usr_max", T0 + 2);
      },
    ],
    [
      "nobody picked it up in time",
      { on: "conversation.not_picked_up" },
      (life) => {
        life.line.settings = { ...life.line.settings, pickupMs: MINUTE };
        life.assigns(EVA, "usr_eva", T0 + 1);
        life.assigns(EVA, "usr_max", T0 + 2);
        life.passes(T0 + HOUR);
      },
    ],
    [
      "a tag is put on",
      { on: "conversation.tagged", tags: ["vip"] },
      (life) => life.asks(EVA, { name: "tag", tags: ["vip"] }, T0 + 1),
    ],
    ["the window closes", { on: "window.closing" }, (life) => life.passes(T0 + 23.5 * HOUR)],
    ["the window has closed", { on: "window.expired" }, (life) => life.passes(T0 + 25 * HOUR)],
    [
      "the team does not answer",
      { on: "no_answer.team", afterMs: HOUR },
      (life) => life.passes(T0 + HOUR),
    ],
    [
      "the contact does not answer",
      { on: "no_answer.contact", afterMs: HOUR },
      (life) => {
        writes(life, "¿Te sirve?", T0 + 1);
        life.passes(T0 + 1 + HOUR);
      },
    ],
    [
      "the contact does not answer what was written on the phone",
      { on: "no_answer.contact", afterMs: HOUR },
      (life) => {
        life.webhook(echoOf(life, "¿Te sirve?"), T0 + 1, PHONE);
        life.passes(T0 + 1 + HOUR);
      },
    ],
    [
      "a message failed",
      { on: "message.failed" },
      (life) => {
        writes(life, "Hola", T0 + 1);
        life.webhook(
          {
            kind: "status",
            sourceId: "wamid.x",
            status: "failed",
            errors: [{ code: 131026, title: null, details: null }],
            pricing: null,
            callbackData: life.last!.sends[0]!.id,
          },
          T0 + 2,
        );
      },
    ],
  ])("when %s", (_what, start, happens) => {
    const life = withStart(start);
    life.says("Hola", T0);
    happens(life);
    expect(life.ends("f")).toEqual(["completed"]);
    expect(life.facts.tags).toContain("empezado");
    expect(life.folded()).toEqual(life.conversation);
  });

  it.each<[string, Record<string, unknown>, MessageContent]>([
    ["any message", { kind: "any" }, { type: "text", text: "Hola" }],
    [
      "a keyword in it",
      { kind: "keyword", words: ["PRECIO"] },
      { type: "text", text: "¿precios?" },
    ],
    [
      "what a pattern finds",
      { kind: "pattern", pattern: "#\\d+" },
      { type: "text", text: "va #12" },
    ],
    [
      "a tap on this button",
      { kind: "button", ids: ["si"] },
      { type: "reply", via: "button", id: "si", title: "Sí", description: null },
    ],
    [
      "a tap on a list",
      { kind: "list" },
      { type: "reply", via: "list", id: "r1", title: "Uno", description: null },
    ],
    [
      "a file",
      { kind: "media", types: ["image"] },
      {
        type: "image",
        mediaId: "1",
        mimeType: null,
        sha256: null,
        url: null,
        caption: null,
        filename: null,
        voice: false,
        animated: false,
        awaited: false,
      },
    ],
  ])("when the contact sends %s", (_what, match, content) => {
    const life = withStart({ on: "message.received", match });
    says(life, content, T0);
    expect(life.verdicts("f")).toEqual(["started"]);
  });

  it("when the contact answers a template, by quoting it or by its button", () => {
    const life = withStart(
      { on: "template.answered", names: ["oferta"] },
      { runPolicy: { kind: "always" } },
    );
    life.says("Hola", T0);
    const template = {
      type: "template",
      name: "oferta",
      language: "es",
      text: "¿Te interesa?",
    } as const;
    const command = { ...template, category: "MARKETING", components: [], values: {} };
    life.asks(
      EVA,
      { name: "send", messages: [{ content: command, replyToId: null }], refused: [] },
      T0 + 1,
    );
    const { id, messageId } = life.last!.sends[0]!;
    const input = {
      kind: "status",
      sourceId: "wamid.t",
      status: "sent",
      errors: [],
      pricing: null,
      callbackData: id,
    } as const;
    life.webhook({ ...input, errors: [] }, T0 + 2);
    expect(messageId).toBe("m2");
    says(life, { type: "text", text: "Sí" }, T0 + 3, "wamid.t");
    says(
      life,
      { type: "reply", via: "template", id: null, title: "Sí", description: null },
      T0 + 4,
      "wamid.t",
    );
    says(life, { type: "text", text: "Otra cosa" }, T0 + 5);
    expect(life.verdicts("f")).toEqual(["started", "started"]);
  });

  it("by hand, by a call or by a change of the contact, with what it is given to remember", () => {
    const life = new BotLife().has("f", {
      start: { on: "manual" },
      steps: [{ id: "n", do: "note", text: "Pedido {{vars.order|?}}", next: null }],
    });
    life.says("Hola", T0);
    const trigger = { type: "http", id: "call_1" };
    const start = { kind: "start", flowId: "f", trigger, vars: { order: "7" } } as const;
    life.enters([life.entry(start, EVA, T0 + 1, T0 + 1)], T0 + 1);
    const notes = [...life.items.values()].filter(({ kind }) => kind === "note");
    expect(notes).toMatchObject([{ text: "Pedido 7" }]);
    expect([...life.runRecords.values()]).toMatchObject([{ trigger, state: "completed" }]);
    expect(life.folded()).toEqual(life.conversation);
  });

  it("and says why not: what did not hold, and what was there instead", () => {
    const life = new BotLife().has("f", {
      start: { on: "conversation.opened" },
      scope: { adIds: ["ad_1"] },
      steps: TAG,
    });
    life.has("g", {
      start: { on: "conversation.opened" },
      when: { all: [{ field: "isCrmContact", is: true }] },
      steps: TAG,
    });
    life.says("Hola", T0);
    const rest = { episode: 1, event: { type: "conversation.opened" }, at: T0 };
    expect([...life.evaluations.values()]).toMatchObject([
      {
        flowId: "g",
        ...rest,
        verdict: { kind: "not_matched", at: "when.all[0]", actual: false },
      },
    ]);
  });

  it("not when it was switched off in the meantime, and whoever asked for it is told", () => {
    const life = withStart({ on: "manual" });
    life.says("Hola", T0);
    life.book.switchOff("f");
    const start = {
      kind: "start",
      flowId: "f",
      trigger: { type: "manual", id: "1" },
      vars: {},
    } as const;
    life.enters([life.entry(start, EVA, T0 + 1, T0 + 1)], T0 + 1);
    expect(verdictOf(life)).toEqual({
      kind: "not_matched",
      at: "live",
      expected: true,
      actual: false,
    });
  });
});

describe("a clock of an answer that is waited for", () => {
  it.each<[string, (life: BotLife) => unknown]>([
    ["the team answers", (life) => writes(life, "Voy", T0 + 1)],
    ["the phone answers", (life) => life.webhook(echoOf(life, "Voy"), T0 + 1, PHONE)],
    ["the conversation is closed", (life) => life.closes(EVA, T0 + 1)],
    ["its flow is switched off", (life) => life.book.switchOff("f")],
  ])("of the team stops when %s", (_what, happens) => {
    const life = withStart({ on: "no_answer.team", afterMs: HOUR });
    life.says("Hola", T0);
    happens(life);
    life.passes(T0 + 2 * HOUR);
    expect(life.verdicts("f")).toEqual([]);
  });

  it("of the team runs from the first message that nobody answered, and is not stopped by a bot", () => {
    const life = withStart({ on: "no_answer.team", afterMs: HOUR });
    life.has("bot", {
      start: { on: "conversation.started_by_contact" },
      steps: [{ id: "s", do: "send", messages: [{ type: "text", text: "Hola" }], next: null }],
    });
    life.says("Hola", T0);
    life.settlesAll(T0 + 1);
    life.says("¿Hay alguien?", T0 + 30 * MINUTE);
    expect(life.facts.timers.automation).toBe(T0 + HOUR);
    life.passes(T0 + HOUR);
    expect(life.ends("f")).toEqual(["completed"]);
  });

  it("of the contact stops when they write, and begins anew with each message of the team", () => {
    const life = withStart({ on: "no_answer.contact", afterMs: HOUR });
    life.says("Hola", T0);
    writes(life, "¿Te sirve?", T0 + 1);
    writes(life, "¿Sigues ahí?", T0 + 30 * MINUTE);
    expect(life.facts.timers.automation).toBe(T0 + 30 * MINUTE + HOUR);
    life.says("Sí", T0 + 31 * MINUTE);
    life.passes(T0 + 5 * HOUR);
    expect(life.verdicts("f")).toEqual([]);
  });
});
