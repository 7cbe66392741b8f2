import { describe, expect, it } from "vitest";
import type { Command } from "../../../src/domain/conversation/commands.ts";
import { HOUR, MINUTE, outcomeOf, T0, user } from "../support.ts";
import { ASK, SAY, text, waitThen } from "./begun.ts";
import { BotLife } from "./bot-life.ts";

const EVA = user("usr_eva");
const RESUME = "resumeAutomations";
const ON_SILENCE = { on: "no_answer.contact", afterMs: HOUR };
const ON_TAG = { on: "conversation.tagged", tags: null };
const MARK = { id: "mark", do: "tag", tags: ["retomado"], next: "say" };
const CLOSE = { id: "close", do: "close", description: "Fin", next: null };

const writes = (words: string): Command => ({
  name: "send",
  refused: [],
  messages: [{ content: { type: "text", text: words, previewUrl: false }, replyToId: null }],
});

/** A conversation in which Eva talks. The flows that are given take over, unless they say otherwise. */
function withEva(flows: Record<string, Record<string, unknown>>): BotLife {
  const life = new BotLife();
  for (const [id, flow] of Object.entries(flows)) life.has(id, { takesOver: true, ...flow });
  life.says("Hola", T0);
  life.asks(EVA, writes("Dígame"), T0 + 1);
  return life;
}

const tags = (life: BotLife, at = T0 + 2) => life.asks(EVA, { name: "tag", tags: ["vip"] }, at);
/** What runs said of who talks, with what came of it. */
const given = ({ history }: BotLife) =>
  history.flatMap(({ input, cause, applied }) =>
    input.kind === "command" && input.command.name === RESUME
      ? [{ by: cause.actor, outcome: applied.outcome.kind }]
      : [],
  );

describe("a flow that takes over, and starts while a person talks (Q50)", () => {
  it("gives the talking back to automations in its own name, and then takes its first step", () => {
    const life = withEva({ f: { start: ON_SILENCE, steps: [SAY] } });
    life.passes(T0 + 1 + HOUR);
    expect(given(life)).toEqual([{ by: { kind: "automation", id: "f" }, outcome: "applied" }]);
    const [run] = life.runs;
    expect(life.history.map(({ key }) => key)).toContain(`auto|${run!.id}/say/0`);
    life.settlesAll(T0 + 2 + HOUR);
    expect(life.texts()).toEqual(["Dígame", "Hola"]);
    expect([life.facts.driver.kind, life.ends("f")]).toEqual(["bot", ["completed"]]);
    expect([...life.steps.values()].map(({ visit }) => visit)).toEqual([1]);
    expect(life.folded()).toEqual(life.conversation);
  });

  it("does so before its first step, whatever that is", () => {
    const life = withEva({ f: { start: ON_TAG, steps: [MARK, SAY] } });
    tags(life);
    life.settlesAll(T0 + 3);
    expect([life.facts.tags, life.texts()]).toEqual([
      ["retomado", "vip"],
      ["Dígame", "Hola"],
    ]);
  });

  it("starts by hand and by a call as well", () => {
    const life = withEva({ f: { start: { on: "manual" }, steps: [SAY] } });
    const trigger = { type: "manual", id: "1" };
    const start = { kind: "start", flowId: "f", trigger, vars: {} } as const;
    life.enters([life.entry(start, EVA, T0 + 2, T0 + 2)], T0 + 2);
    life.settlesAll(T0 + 3);
    expect(life.texts()).toEqual(["Dígame", "Hola"]);
  });

  it("says nothing of it where nobody talks, or a bot does", () => {
    const life = new BotLife().has("f", {
      start: { on: "message.received", match: { kind: "any" } },
      steps: [SAY],
      takesOver: true,
    });
    life.says("Hola", T0);
    life.settlesAll(T0 + 1);
    life.says("¿Y?", T0 + 2);
    life.settlesAll(T0 + 3);
    expect([given(life), life.texts().length]).toEqual([[], 2]);
  });

  it("loses the talking to the next word of a person, and with it the run that asks", () => {
    const life = withEva({ f: { start: ON_SILENCE, steps: [ASK] } });
    life.passes(T0 + 1 + HOUR);
    life.settlesAll(T0 + 2 + HOUR);
    expect(life.ends("f")).toEqual(["running"]);
    life.asks(EVA, writes("Sigo yo"), T0 + 3 + HOUR);
    expect([life.ends("f"), life.facts.driver.kind]).toEqual([["handed_over"], "person"]);
  });

  it("does not post what it decided before a person talked again", () => {
    const life = withEva({ f: { start: ON_SILENCE, steps: [SAY] } });
    life.passes(T0 + 1 + HOUR);
    const effect = life.effect();
    life.asks(EVA, writes("Sigo yo"), T0 + 2 + HOUR);
    expect(outcomeOf(life.carriesOut(effect, T0 + 3 + HOUR))).toEqual({
      kind: "refused",
      code: "automation.driver_is_person",
    });
    expect(life.texts()).toEqual(["Dígame", "Sigo yo"]);
  });

  it("does not let through what another bot decided before the person talked", () => {
    const life = new BotLife()
      .has("old", { start: { on: "conversation.opened" }, steps: [SAY], stopWhenClosed: false })
      .has("f", { start: ON_TAG, steps: [MARK, SAY], takesOver: true });
    life.says("Hola", T0);
    const effect = life.effect();
    life.asks(EVA, writes("Dígame"), T0 + 1);
    tags(life);
    expect(outcomeOf(life.carriesOut(effect, T0 + 3))).toEqual({
      kind: "refused",
      code: "automation.driver_is_person",
    });
  });

  it("keeps back nothing that a bot said when it handed over: its last words are still to go", () => {
    const life = new BotLife()
      .has("bye", {
        start: { on: "conversation.started_by_contact" },
        steps: [
          { ...SAY, messages: [text("Le paso con Eva")], next: "give" },
          { id: "give", do: "handOver", to: { kind: "user", userId: "usr_eva" }, next: null },
        ],
      })
      .has("f", { start: { on: "conversation.assigned" }, steps: [SAY], takesOver: true });
    life.says("Hola", T0);
    const { sends } = life.carriesOut(life.effect(), T0 + 1);
    life.carriesOut(life.effect(), T0 + 2);
    expect(given(life).length).toBe(1);
    expect(sends.map(({ lease }) => lease)).toEqual([life.facts.driver.lease]);
  });

  it("lets runs that wait meanwhile talk again, as the command of a person does", () => {
    const life = withEva({
      waiting: { start: ON_TAG, steps: [waitThen("say"), SAY], takesOver: false },
      f: { start: ON_SILENCE, steps: [{ ...SAY, messages: [text("¿Sigue ahí?")] }] },
    });
    tags(life, T0 + 30 * MINUTE);
    life.passes(T0 + 1 + HOUR);
    life.settlesAll(T0 + 2 + HOUR);
    life.passes(T0 + 2 * HOUR);
    life.settlesAll(T0 + 2 * HOUR + 1);
    expect(life.texts().toSorted()).toEqual(["Dígame", "Hola", "¿Sigue ahí?"]);
    expect(life.ends("waiting")).toEqual(["completed"]);
  });

  it("beside another that does so in the same step finds the talking given back, and goes on", () => {
    const life = withEva({
      f: { start: ON_TAG, steps: [SAY] },
      g: { start: ON_TAG, steps: [{ ...SAY, messages: [text("Y yo")] }] },
    });
    tags(life);
    expect(given(life).map(({ outcome }) => outcome)).toEqual(["applied", "known"]);
    for (const effect of life.asked()) life.carriesOut(effect, T0 + 3);
    expect(life.texts().toSorted()).toEqual(["Dígame", "Hola", "Y yo"]);
    expect(life.folded()).toEqual(life.conversation);
  });

  it("anew takes the place of its own run that waits", () => {
    const life = withEva({
      f: { start: ON_TAG, reentry: "restart", steps: [waitThen("say"), SAY] },
    });
    tags(life);
    life.asks(EVA, writes("Un momento"), T0 + 3);
    life.asks(EVA, { name: "tag", tags: ["otra"] }, T0 + 4);
    expect([life.ends("f"), life.facts.driver.kind]).toEqual([["restarted", "running"], "nobody"]);
    life.passes(T0 + 4 + HOUR);
    life.settlesAll(T0 + 5 + HOUR);
    expect(life.texts()).toEqual(["Dígame", "Un momento", "Hola"]);
  });

  it("ends when another flow closes the conversation before it has taken over", () => {
    const ends = [null, false].map((stopWhenClosed) => {
      const life = withEva({
        first: { start: ON_TAG, steps: [CLOSE], takesOver: false },
        f: { start: ON_TAG, steps: [SAY], stopWhenClosed },
      });
      tags(life);
      expect([life.regions.lifecycle, life.asked()]).toEqual(["closed", []]);
      expect(life.folded()).toEqual(life.conversation);
      const [run] = [...life.runRecords.values()].filter(({ flowId }) => flowId === "f");
      return [run!.state, run!.reason];
    });
    expect(ends).toEqual([
      ["closed", "the conversation was closed"],
      ["failed", "it could not take over: conversation.already_closed"],
    ]);
  });

  it("differs in that from one that does not, which does not start, and says why", () => {
    const life = withEva({
      f: { start: ON_TAG, steps: [SAY], takesOver: false },
      g: { start: ON_TAG, steps: [SAY] },
    });
    tags(life);
    expect([life.verdicts("f"), life.verdicts("g")]).toEqual([["person_drives"], ["started"]]);
    const [evaluation] = [...life.evaluations.values()].filter(({ flowId }) => flowId === "f");
    expect(evaluation!.verdict).toMatchObject({ detail: { stepId: "say", takesOver: false } });
  });
});
