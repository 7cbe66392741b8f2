import { describe, expect, it } from "vitest";
import type { Command } from "../../../src/domain/conversation/commands.ts";
import { DEFECT, type RunEnd } from "../../../src/domain/automation/run.ts";
import { HOUR, MINUTE, T0, typesOf, user } from "../support.ts";
import { ASK, begun, SAY, text, waitThen } from "./begun.ts";
import type { BotLife } from "./bot-life.ts";
import { flowOf } from "./flows.ts";

const EVA = user("usr_eva");
const ENGINE = { kind: "system", id: "engine" } as const;
const START = { on: "conversation.started_by_contact" };

describe("a question", () => {
  const asked = (): BotLife => {
    const life = begun([
      { ...ASK, repeats: 1, whenInvalid: text("Un número"), onInvalid: "sorry" },
      { ...SAY, id: "sorry" },
    ]);
    life.settlesAll(T0 + 1);
    return life;
  };

  it("is put again after an answer that is not valid, and given up after that", () => {
    const life = asked();
    life.says("azul", T0 + 2);
    life.settlesAll(T0 + 3);
    life.says("rojo", T0 + 4);
    life.settlesAll(T0 + 5);
    expect(life.texts()).toEqual(["¿Qué color?", "Un número", "¿Qué color?", "Hola"]);
  });

  it("is not answered by what was written before it was put", () => {
    const life = begun([ASK]);
    const effect = life.effect();
    life.says("7", T0 + 1);
    life.carriesOut(effect, T0 + 2);
    expect(life.runs).toMatchObject([{ wait: { kind: "answer" } }]);
  });

  it("of several runs goes to the one that asked last", () => {
    const start = { on: "message.received", match: { kind: "keyword", words: ["otra"] } };
    const life = asked().has("g", { start, steps: [ASK] });
    life.has("g", { start, steps: [ASK] });
    life.says("otra 12", T0 + 2);
    life.settlesAll(T0 + 3);
    const before = life.runs.find(({ flowId }) => flowId === "f");
    life.says("9", T0 + 4);
    expect(life.ends("g")).toEqual(["completed"]);
    expect(before).toBeDefined();
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

describe("a flow that is edited while it runs (R14.7 to R14.9)", () => {
  const mark = (id: string) => ({ id, do: "tag", tags: [id], next: null });
  const first = [waitThen("a"), { ...mark("a"), next: "b" }, mark("b")];

  it.each<[string, Record<string, unknown>[], string[], RunEnd]>([
    ["goes on as before where both agree", first, ["a", "b"], "completed"],
    ["passes over what was removed ahead", [waitThen("b"), mark("b")], ["b"], "completed"],
    [
      "takes no step that is new",
      [waitThen("c"), { ...mark("c"), next: "a" }, { ...mark("a"), next: "b" }, mark("b")],
      ["a", "b"],
      "completed",
    ],
    ["leaves when nothing of what was ahead is left", [waitThen(null)], [], "left"],
  ])("%s", (_what, steps, tags, end) => {
    const life = begun(first);
    life.book.publish("f", flowOf({ start: START, steps }), 2);
    life.passes(T0 + HOUR);
    expect([life.facts.tags, life.ends("f")]).toEqual([tags, [end]]);
  });

  it("leaves when a decision behind it was removed, and says so in its event", () => {
    const decide = {
      id: "q",
      do: "decide",
      if: { all: [{ field: "hasOwner", is: false }] },
      yes: "wait",
      no: null,
    };
    const life = begun([decide, waitThen("a"), mark("a")]);
    life.book.publish("f", flowOf({ start: START, steps: [waitThen("a"), mark("a")] }), 2);
    const { events } = life.passes(T0 + HOUR);
    expect(events.find(({ type }) => type === "automation.run.ended")!.data).toMatchObject({
      end: "left",
      reason: "the decision q was removed",
      run: { flowId: "f", flowVersion: 1 },
    });
  });
});
