import { describe, expect, it } from "vitest";
import { makeFlowBook } from "../../../src/domain/automation/make-flow-book.ts";
import type { HeardInput } from "../../../src/domain/intake/heard.ts";
import { rehearse } from "../../../src/machines/automation/rehearse.ts";
import type { Rehearsed } from "../../../src/machines/automation/rehearsal/rehearsed.ts";
import { HOUR, MINUTE, T0, user } from "../support.ts";
import { BotLife } from "./bot-life.ts";
import { switchedOn } from "./generated-past.ts";

const text = (words: string) => ({ type: "text", text: words });
const startsByContact = { start: { on: "conversation.started_by_contact" } };

const REST = { id: "rest", do: "wait", for: { kind: "duration", ms: HOUR }, next: null };

const LIVE = {
  welcome: {
    ...startsByContact,
    steps: [{ id: "hello", do: "send", messages: [text("Hola")], next: "crm" }, crm("rest"), REST],
  },
};

function crm(next: string) {
  return { id: "crm", do: "webhook", url: "https://crm.example/", save: { plan: "plan" }, next };
}

/** A contact is greeted by the live flow, writes again, and is answered by a person; the greeting is delivered. */
function aPast(): BotLife {
  const life = new BotLife().has("welcome", LIVE.welcome);
  life.says("Buenas", T0);
  life.carriesOut(life.effect(), T0 + 1_000);
  life.settles(life.effect(), { kind: "done", vars: { plan: "oro" } }, T0 + 2_000);
  const greeting = life.messages().find(({ direction }) => direction === "outgoing")!;
  const sendId = `snd_${life.conversation!.id}_${greeting.id}`;
  const accepted = { kind: "accepted", sourceId: "wamid.bot" } as const;
  life.webhook(
    {
      kind: "sendResult",
      sendId,
      messageId: greeting.id,
      targetId: null,
      result: accepted,
    } as unknown as HeardInput,
    T0 + 3_000,
  );
  life.says("Quiero uno", T0 + MINUTE);
  const content = { type: "text", text: "Soy Eva", previewUrl: false } as const;
  life.asks(
    user("usr_eva"),
    { name: "send", messages: [{ content, replyToId: greeting.id }], refused: [] },
    T0 + 2 * MINUTE,
  );
  life.webhook(
    {
      kind: "status",
      sourceId: "wamid.bot",
      status: "delivered",
      errors: [],
      pricing: null,
      callbackData: null,
    },
    T0 + 3 * MINUTE,
    { kind: "system", id: "whatsapp" },
  );
  life.passes(T0 + 3 * HOUR);
  return life;
}

function rehearsed(life: BotLife, flows: Record<string, Record<string, unknown>>): Rehearsed {
  const { line, contact, history } = life;
  return rehearse({
    history,
    line,
    contact,
    settingsOf: () => line.settings,
    book: makeFlowBook("UTC", switchedOn(flows, 2)),
    claimed: [],
    since: 0,
    until: T0 + 3 * HOUR,
    choose: () => "usr_next",
    opportunity: {},
  });
}

describe("a rehearsal of other flows than were live", () => {
  it("tells what one would say that takes over, where otherwise a person was left to talk", () => {
    const say = { id: "say", do: "send", messages: [text("¿Sigue ahí?")], next: null };
    const nudge = { start: { on: "no_answer.contact", afterMs: HOUR }, steps: [say] };
    const life = aPast();
    expect(rehearsed(life, { nudge }).sent).toEqual([]);
    const { sent, conversation } = rehearsed(life, { nudge: { ...nudge, takesOver: true } });
    expect(sent.map(({ at }) => at)).toEqual([T0 + 2 * MINUTE + HOUR]);
    expect(conversation.facts.driver.kind).toBe("bot");
  });

  it("tells who would have got what and when, and knows its runs by those that really were", () => {
    const life = aPast();
    const [real] = life.runRecords.keys();
    const template = { name: "saludo", language: "es" };
    const { log, sent, roots, assumed } = rehearsed(life, {
      welcome: {
        ...startsByContact,
        steps: [
          { id: "hello", do: "sendTemplate", template, next: "crm" },
          crm("give"),
          {
            id: "give",
            do: "assign",
            to: { kind: "pick", among: { kind: "role", roleId: "seller" }, by: "roundRobin" },
            next: null,
          },
        ],
      },
    });
    expect(sent).toMatchObject([
      { runId: real, at: T0, messages: [{ type: "template", name: "saludo" }] },
    ]);
    expect(log.runs).toMatchObject([{ id: real, flowVersion: 2, state: "completed" }]);
    expect(roots.get(real!)).toBe(life.history[0]!.key);
    // The webhook was really called at that visit, and its answer came a second later than the greeting would have gone.
    expect(log.steps.map(({ stepId, endedAt }) => [stepId, endedAt])).toEqual([
      ["hello", T0],
      ["crm", T0 + 2_000],
      ["give", T0 + 2_000],
    ]);
    expect(assumed).toMatchObject({ webhooks: 0, picks: 1 });
  });

  it("lets people do what they did, and WhatsApp tell only of what is there", () => {
    const life = aPast();
    const { conversation, taken } = rehearsed(life, {});
    expect(conversation.automation).toBeNull();
    expect(taken.map(({ entry, applied }) => [entry.input.kind, applied.outcome.kind])).toEqual([
      ["message", "applied"],
      ["message", "applied"],
      ["command", "applied"],
    ]);
    // The greeting that Eva answers to is not there.
    expect(taken[2]!.entry.input).toMatchObject({ command: { messages: [{ replyToId: null }] } });
    expect(conversation.facts.driver.kind).toBe("person");
  });

  it("fires deadlines in between that nobody has had, each at its time", () => {
    const { log } = rehearsed(aPast(), {
      unanswered: {
        start: { on: "no_answer.team", afterMs: 30_000 },
        steps: [{ id: "note", do: "note", text: "Nadie", next: "rest" }, REST],
      },
    });
    expect(log.runs).toMatchObject([
      { startedAt: T0 + 30_000, endedAt: T0 + 30_000 + HOUR, state: "completed" },
    ]);
  });

  it("says how often it had to assume what an endpoint would have answered", () => {
    const { assumed, log } = rehearsed(aPast(), {
      welcome: {
        ...startsByContact,
        steps: [
          { ...crm("ask"), url: "https://other.example/" },
          {
            id: "ask",
            do: "respond",
            url: "https://bot.example/",
            mode: "direct",
            timeoutMs: HOUR,
            next: null,
          },
        ],
      },
    });
    expect(assumed).toMatchObject({ webhooks: 1, responders: 1 });
    expect(log.runs).toMatchObject([{ state: "completed", endedAt: T0 }]);
  });

  it("leaves the past as it was handed in", () => {
    const life = aPast();
    const before = JSON.stringify(life.history);
    rehearsed(life, LIVE);
    expect(JSON.stringify(life.history)).toBe(before);
  });
});
