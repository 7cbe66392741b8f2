import { describe, expect, it } from "vitest";
import type { Actor } from "../../src/domain/actor.ts";
import type { Command } from "../../src/domain/conversation/commands.ts";
import { ANA, echoOf, HOUR, LINE_ID, Life, outcomeOf, T0, user } from "./support.ts";

const BOT: Actor = { kind: "automation", id: "flow_1" };
const ENGINE: Actor = { kind: "system", id: "engine" };
const PHONE: Actor = { kind: "phone", id: LINE_ID };
const EVA = user("usr_eva");

function writes(text: string, lease?: number): Command {
  const content = { type: "text", text, previewUrl: false } as const;
  return {
    name: "send",
    messages: [{ content, replyToId: null }],
    refused: [],
    ...(lease === undefined ? {} : { lease }),
  };
}

function opened(): Life {
  const life = new Life();
  life.says("Hola", T0);
  return life;
}

describe("who talks in a conversation (Q50)", () => {
  it("is nobody when the contact has written", () => {
    expect(opened().facts.driver).toEqual({ kind: "nobody", lease: 0 });
  });

  it("is the bot when an automation answers, and no lease has moved", () => {
    const life = opened();
    const { sends } = life.asks(BOT, writes("¿En qué te ayudo?", 0), T0 + 1);
    expect(life.facts.driver).toEqual({ kind: "bot", lease: 0 });
    expect(sends.map(({ lease }) => lease)).toEqual([0]);
  });

  it.each<[string, (life: Life) => unknown]>([
    ["writes", (life) => life.asks(EVA, writes("Aquí estoy"), T0 + 1)],
    ["answers from the phone", (life) => life.webhook(echoOf(life, "Voy"), T0 + 1, PHONE)],
    ["gives it to a colleague", (life) => life.assigns(EVA, "usr_max", T0 + 1)],
    ["claims it", (life) => life.asks(EVA, { name: "claim" }, T0 + 1)],
    ["pauses the automations", (life) => life.asks(EVA, { name: "pauseAutomations" }, T0 + 1)],
  ])("is a person as soon as one %s, and the lease counts", (_what, happens) => {
    const life = opened();
    happens(life);
    expect(life.facts.driver).toEqual({ kind: "person", lease: 1 });
  });

  it("is a person who answered from the phone before we heard of anything", () => {
    const life = new Life();
    life.webhook(life.message("Hola"), T0, ANA, T0 + HOUR);
    life.webhook(echoOf(life, "Voy"), T0 + 60_000, PHONE, T0 + HOUR + 1);
    expect(life.facts.driver).toEqual({ kind: "person", lease: 1 });
  });

  it("stays as it was when the phone tells late of what was said in an earlier episode", () => {
    const life = opened();
    life.closes(EVA, T0 + 2);
    life.says("Otra vez", T0 + HOUR);
    life.webhook(echoOf(life, "Adiós"), T0 + 1, PHONE, T0 + HOUR + 1);
    expect(life.facts.driver.kind).toBe("nobody");
  });

  it.each<[string, (life: Life) => unknown]>([
    ["an automation assigns it", (life) => life.assigns(BOT, "usr_max", T0 + 1)],
    ["a person takes it from somebody", (life) => life.assigns(EVA, null, T0 + 1)],
    ["the engine answers for who is away", (life) => life.asks(ENGINE, writes("Vuelvo"), T0 + 1)],
    ["somebody reads it", (life) => life.asks(EVA, { name: "read" }, T0 + 1)],
    ["a person's message is refused", (life) => life.asks(EVA, writes("Tarde"), T0 + 25 * HOUR)],
  ])("stays as it was when %s", (_what, happens) => {
    const life = opened();
    happens(life);
    expect(life.facts.driver).toEqual({ kind: "nobody", lease: 0 });
  });

  it("is nobody again by an explicit word, and by the end of the episode", () => {
    for (const ends of [
      (life: Life) => life.asks(EVA, { name: "resumeAutomations" }, T0 + 2),
      (life: Life) => life.closes(EVA, T0 + 2),
    ]) {
      const life = opened();
      life.asks(EVA, writes("Aquí estoy"), T0 + 1);
      ends(life);
      expect(life.facts.driver).toEqual({ kind: "nobody", lease: 2 });
    }
  });

  it("changes nothing when it is so already: the command is known", () => {
    const life = opened();
    expect(outcomeOf(life.asks(EVA, { name: "resumeAutomations" }, T0 + 1))).toEqual({
      kind: "known",
    });
    life.asks(EVA, { name: "pauseAutomations" }, T0 + 2);
    expect(outcomeOf(life.asks(EVA, { name: "pauseAutomations" }, T0 + 3)).kind).toBe("known");
  });

  it("can be settled only while the conversation is open", () => {
    const life = opened();
    life.closes(EVA, T0 + 1);
    expect(outcomeOf(life.asks(EVA, { name: "pauseAutomations" }, T0 + 2))).toEqual({
      kind: "refused",
      code: "conversation.already_closed",
    });
  });

  it("is a person once a bot hands over, whose words before that are of the same lease", () => {
    const life = opened();
    const { sends } = life.asks(BOT, writes("Le paso con una persona", 0), T0 + 1);
    life.asks(BOT, { name: "pauseAutomations" }, T0 + 2);
    expect(life.facts.driver).toEqual({ kind: "person", lease: sends[0]?.lease });
    const later = life.asks(BOT, writes("¿Sigue ahí?", 0), T0 + 3);
    expect(outcomeOf(later)).toEqual({ kind: "refused", code: "automation.driver_is_person" });
  });

  it("keeps a bot's message back that was decided before a person talked", () => {
    const life = opened();
    life.asks(EVA, writes("Aquí estoy"), T0 + 1);
    const commit = life.asks(BOT, writes("¿En qué te ayudo?", 0), T0 + 2);
    expect(outcomeOf(commit)).toEqual({ kind: "refused", code: "automation.driver_is_person" });
    expect(commit.sends).toEqual([]);
  });

  it("is a person when a bot hands over, and what the bot said about that still goes out", () => {
    const life = opened();
    life.asks(BOT, writes("Te paso con Eva", 0), T0 + 1);
    life.asks(BOT, { name: "pauseAutomations" }, T0 + 2);
    expect(life.facts.driver).toEqual({ kind: "person", lease: 0 });
    life.asks(EVA, { name: "resumeAutomations" }, T0 + 3);
    expect(life.facts.driver).toEqual({ kind: "nobody", lease: 1 });
  });

  it("is nobody when a bot hands over and closes, and what it said before still goes out", () => {
    const life = opened();
    const { sends } = life.asks(BOT, writes("Hasta pronto", 0), T0 + 1);
    life.asks(BOT, { name: "pauseAutomations" }, T0 + 2);
    life.closes(BOT, T0 + 3);
    expect(life.facts.driver).toEqual({ kind: "nobody", lease: sends[0]?.lease });
  });

  it("of a closed conversation that an automation writes to is the bot", () => {
    const life = opened();
    life.closes(EVA, T0 + 1);
    life.asks(BOT, writes("¿Cómo te atendimos?", 0), T0 + 2);
    expect(life.regions.lifecycle).toBe("open");
    expect(life.facts.driver).toEqual({ kind: "bot", lease: 0 });
  });
});
