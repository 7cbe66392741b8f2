import { describe, expect, it } from "vitest";
import type { Command } from "../../../src/domain/conversation/commands.ts";
import { DEFECT, type RunEnd } from "../../../src/domain/automation/run.ts";
import { HOUR, MINUTE, T0, typesOf, user } from "../support.ts";
import { ASK, begun, SAY, waitThen } from "./begun.ts";
import { BotLife } from "./bot-life.ts";

const EVA = user("usr_eva");
const ENGINE = { kind: "system", id: "engine" } as const;
const writes = (words: string): Command => ({
  name: "send",
  refused: [],
  messages: [{ content: { type: "text", text: words, previewUrl: false }, replyToId: null }],
});

describe("when a person talks (Q50)", () => {
  it("runs that ask or have a message under way end, and their messages are refused", () => {
    for (const steps of [[ASK], [SAY]]) {
      const life = begun(steps);
      const effect = life.effect();
      life.assigns(EVA, "usr_eva", T0 + 1);
      expect(life.ends("f")).toEqual(["handed_over"]);
      life.carriesOut(effect, T0 + 2);
      expect(life.texts()).toEqual([]);
    }
  });

  it("runs that only wait for time go on, and end when they would talk", () => {
    const life = begun([
      waitThen("mark"),
      { id: "mark", do: "tag", tags: ["x"], next: "say" },
      SAY,
    ]);
    life.asks(EVA, writes("Aquí"), T0 + 1);
    expect(life.ends("f")).toEqual(["running"]);
    life.passes(T0 + HOUR);
    expect([life.facts.tags, life.ends("f")]).toEqual([["x"], ["handed_over"]]);
  });

  it("no flow starts whose first word would be one, until automations may talk again", () => {
    const start = { on: "message.received", match: { kind: "any" } };
    const life = new BotLife().has("f", { start, steps: [SAY] });
    life.says("Hola", T0 + 1);
    life.asks(EVA, { name: "pauseAutomations" }, T0 + 2);
    life.says("¿Hola?", T0 + 3);
    life.asks(EVA, { name: "resumeAutomations" }, T0 + 4);
    life.says("¿Hay alguien?", T0 + 5);
    expect(life.verdicts("f")).toEqual(["started", "person_drives", "started"]);
  });

  it("a survey after the close may be sent all the same", () => {
    const life = new BotLife().has("f", { start: { on: "conversation.closed" }, steps: [SAY] });
    life.says("Hola", T0);
    life.asks(EVA, writes("Listo"), T0 + 1);
    life.closes(EVA, T0 + 2);
    life.settlesAll(T0 + 3);
    expect(life.texts()).toEqual(["Listo", "Hola"]);
  });
});

describe("when the conversation is closed (Q53)", () => {
  it.each<[string, Record<string, unknown>[], boolean | null, string]>([
    ["a run that asks", [ASK], null, "closed"],
    ["one that waits in order to send", [waitThen("say"), SAY], null, "closed"],
    ["one that only waits", [waitThen(null)], null, "running"],
    ["one whose flow says so", [waitThen(null)], true, "closed"],
    ["one whose flow says otherwise", [ASK], false, "running"],
  ])("%s", (_what, steps, stopWhenClosed, end) => {
    const life = begun(steps, { stopWhenClosed });
    life.closes(EVA, T0 + 1);
    expect(life.ends("f")).toEqual([end]);
  });

  it("a message under way does not open it again", () => {
    const life = begun([SAY]);
    const effect = life.effect();
    life.closes(EVA, T0 + 1);
    expect(life.carriesOut(effect, T0 + 2).applied[0]!.outcome).toEqual({
      kind: "refused",
      code: "automation.run_over",
    });
    expect(life.regions.lifecycle).toBe("closed");
  });

  it("by the run itself, it goes on", () => {
    const close = { id: "close", do: "close", description: "Fin", next: "note" };
    const life = begun([close, { id: "note", do: "note", text: "x", next: null }], {
      stopWhenClosed: true,
    });
    expect(life.ends("f")).toEqual(["completed"]);
  });
});

describe("a run is ended", () => {
  it.each<[string, Command]>([
    ["by itself", { name: "stopRuns", which: { kind: "flow", flowId: "f", before: T0 } }],
    [
      "with others of its flow",
      { name: "stopRuns", which: { kind: "flow", flowId: "f", before: T0 + HOUR } },
    ],
  ])("%s by the engine, and the others go on", (_what, command) => {
    const life = begun([waitThen(null)]).has("g", {
      start: { on: "conversation.tagged" },
      steps: [waitThen(null)],
    });
    life.asks(EVA, { name: "tag", tags: ["x"] }, T0 + 1);
    const commit = life.asks(ENGINE, command, T0 + MINUTE);
    expect([life.ends("f"), life.ends("g")]).toEqual([["stopped"], ["running"]]);
    expect(typesOf(commit)).toEqual(["automation.run.ended"]);
    const again = life.asks(ENGINE, command, T0 + MINUTE + 1);
    expect(again.applied[0]!.outcome).toEqual({ kind: "refused", code: "automation.no_such_run" });
  });

  it("before its next step when its flow was switched off with its runs, and not when it was only switched off", () => {
    for (const [before, end] of [
      [T0, "stopped"],
      [null, "completed"],
    ] as const) {
      const life = begun([waitThen("n"), { id: "n", do: "note", text: "x", next: null }]);
      life.book.switchOff("f", before);
      life.passes(T0 + HOUR);
      expect(life.ends("f")).toEqual([end]);
    }
  });

  it("by a defect of ours alone, and nothing else is lost", () => {
    const life = begun([waitThen("n"), { id: "n", do: "note", text: "x", next: null }]);
    life.book.standing = () => {
      throw new TypeError("a defect");
    };
    life.says("¿Hola?", T0 + 2 * HOUR);
    expect([...life.runRecords.values()]).toMatchObject([
      { state: "failed", reason: `${DEFECT}TypeError` },
    ]);
    expect(life.conversation!.lastMessage!.text).toBe("¿Hola?");
    expect(life.folded()).toEqual(life.conversation);
  });

  it("after so many steps, when they go round in a circle", () => {
    const life = begun([
      { id: "a", do: "markUnread", next: "b" },
      { id: "b", do: "markUnread", next: "a" },
    ]);
    expect(life.ends("f")).toEqual(["cut" satisfies RunEnd]);
  });
});
