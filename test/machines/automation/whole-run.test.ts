import { describe, expect, it } from "vitest";
import { HOUR, MINUTE, T0, typesOf, user } from "../support.ts";
import { BotLife } from "./bot-life.ts";

const text = (words: string) => ({ type: "text", text: words });

const WELCOME = {
  start: { on: "conversation.started_by_contact" },
  steps: [
    { id: "hello", do: "send", messages: [text("Hola {{contact.firstName|amigo}}")], next: "mark" },
    { id: "mark", do: "tag", tags: ["nuevo"], next: "color" },
    {
      id: "color",
      do: "ask",
      message: text("¿Qué color?"),
      expect: { kind: "text" },
      saveAs: "color",
      timeoutMs: HOUR,
      next: "thanks",
      onTimeout: "note",
    },
    { id: "thanks", do: "send", messages: [text("{{vars.color|ese}} será")], next: "note" },
    { id: "note", do: "note", text: "Quiere {{vars.color|nada}}", next: null },
  ],
};

describe("a flow that greets, asks and remembers", () => {
  it("goes from the contact's first message to its end, each message once and in its turn", () => {
    const life = new BotLife().has("welcome", WELCOME);
    const started = life.says("Buenas", T0);
    expect(typesOf(started)).toEqual([
      "conversation.opened",
      "conversation.started_by_contact",
      "window.opened",
      "message.received",
      "automation.run.started",
    ]);
    life.carriesOut(life.effect(), T0 + 1);
    expect(life.facts.tags).toEqual(["nuevo"]);
    life.carriesOut(life.effect(), T0 + 2);
    expect(life.runs).toMatchObject([
      { stepId: "color", wait: { kind: "answer", dueAt: T0 + 2 + HOUR } },
    ]);
    life.says("Azul", T0 + MINUTE);
    const last = life.carriesOut(life.effect(), T0 + MINUTE + 1);
    expect(typesOf(last)).toContain("automation.run.ended");
    expect(life.texts()).toEqual(["Hola amigo", "¿Qué color?", "Azul será"]);
    expect(life.ends("welcome")).toEqual(["completed"]);
    expect(life.runs).toEqual([]);
    expect([...life.items.values()].find(({ kind }) => kind === "note")).toMatchObject({
      text: "Quiere Azul",
      author: { kind: "automation", id: "welcome" },
    });
    expect(life.folded()).toEqual(life.conversation);
  });

  it("is put down step by step, with what went in and what came out", () => {
    const life = new BotLife().has("welcome", WELCOME);
    life.says("Buenas", T0);
    life.settlesAll(T0 + 1);
    life.says("Azul", T0 + MINUTE);
    life.settlesAll(T0 + MINUTE + 1);
    expect([...life.steps.values()]).toMatchObject([
      { stepId: "hello", do: "send", outcome: { kind: "queued" }, next: "mark", position: 0 },
      { stepId: "mark", do: "tag", outcome: { kind: "applied" }, next: "color", position: 1 },
      { stepId: "color", do: "ask", outcome: { kind: "answered", detail: { value: "Azul" } } },
      { stepId: "thanks", do: "send", endedAt: T0 + MINUTE + 1 },
      { stepId: "note", do: "note", outcome: { kind: "applied" }, next: null, position: 4 },
    ]);
  });

  it("goes another way when nobody answers in time", () => {
    const life = new BotLife().has("welcome", WELCOME);
    life.says("Buenas", T0);
    life.settlesAll(T0 + 1);
    const commit = life.passes(T0 + 2 * HOUR);
    expect(commit.fired[0]?.entry.input).toMatchObject({ kind: "timer", timer: "automation" });
    expect(life.ends("welcome")).toEqual(["completed"]);
    expect(life.folded()).toEqual(life.conversation);
  });

  it("ends handed over as soon as a person writes, and says no more", () => {
    const life = new BotLife().has("welcome", WELCOME);
    life.says("Buenas", T0);
    const hello = life.effect();
    const content = { type: "text", text: "Soy Eva", previewUrl: false } as const;
    life.asks(
      user("usr_eva"),
      { name: "send", messages: [{ content, replyToId: null }], refused: [] },
      T0 + 1,
    );
    expect(life.ends("welcome")).toEqual(["handed_over"]);
    expect(life.carriesOut(hello, T0 + 2).applied[0]!.outcome).toEqual({
      kind: "refused",
      code: "automation.driver_is_person",
    });
    expect(life.texts()).toEqual(["Soy Eva"]);
  });
});
