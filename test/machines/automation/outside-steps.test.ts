import { describe, expect, it } from "vitest";
import type { EffectResult } from "../../../src/domain/automation/effect.ts";
import { MESSAGES_PER_HOUR_MAX } from "../../../src/domain/automation/run.ts";
import { HOUR, MINUTE, T0 } from "../support.ts";
import { BotLife } from "./bot-life.ts";

const START = { on: "conversation.started_by_contact" };
const note = (id: string) => ({ id, do: "note", text: id, next: null });
const text = (words: string) => ({ type: "text", text: words });

/** A conversation whose flow `f` takes these steps from the contact's first message on. */
function taking(...steps: Record<string, unknown>[]): BotLife {
  const life = new BotLife().has("f", { start: START, steps });
  life.says("Hola", T0);
  return life;
}

const taken = (life: BotLife) => [...life.steps.values()].map(({ stepId }) => stepId);

describe("a step that is done outside", () => {
  it.each<[string, Record<string, unknown>, EffectResult, string]>([
    [
      "webhook",
      { do: "webhook", url: "https://example.com/", onFail: "bad" },
      { kind: "done", vars: {} },
      "good",
    ],
    [
      "webhook",
      { do: "webhook", url: "https://example.com/", onFail: "bad" },
      { kind: "failed", code: "x", detail: "y" },
      "bad",
    ],
    [
      "setField",
      { do: "setField", field: "company", value: "Acme", onFail: "bad" },
      { kind: "failed", code: "x", detail: "y" },
      "bad",
    ],
    [
      "createContact",
      { do: "createContact", firstName: "Ana", lastName: "", onFail: "bad" },
      { kind: "done", vars: {} },
      "good",
    ],
    [
      "createRecord",
      { do: "createRecord", record: "task", title: "Llamar", onFail: "bad" },
      { kind: "done", vars: {} },
      "good",
    ],
    [
      "assign",
      { do: "assign", to: { kind: "user", userId: "usr_max" }, onNobody: "bad" },
      { kind: "nobody" },
      "bad",
    ],
    [
      "assign",
      { do: "handOver", to: { kind: "user", userId: "usr_max" } },
      { kind: "nobody" },
      "good",
    ],
    [
      "assign",
      {
        do: "assign",
        to: { kind: "pick", among: { kind: "team", teamId: "t" }, by: "roundRobin" },
        onNobody: "bad",
      },
      { kind: "nobody" },
      "bad",
    ],
  ])("goes the way of what came of it: %s", (kind, step, result, way) => {
    const life = taking({ id: "s", ...step, next: "good" }, note("good"), note("bad"));
    const effect = life.effect();
    expect(effect).toMatchObject({ task: { kind }, stepId: "s", depth: 1, createdAt: T0 });
    life.settles(effect, result, T0 + MINUTE);
    expect(taken(life)).toEqual(["s", way]);
    expect(life.folded()).toEqual(life.conversation);
  });

  it("gives the conversation to whom the flow names, once somebody has seen whether they can have it", () => {
    const to = { kind: "user", userId: "usr_picked" };
    const after = { id: "after", do: "note", text: "x", next: null };
    const life = taking({ id: "s", do: "handOver", to, next: "after" }, after);
    // The bot is silent at once.
    expect([life.facts.driver.kind, life.facts.ownerId]).toEqual(["person", null]);
    const task = { kind: "assign", to, onlyIfUnassigned: false, markUnread: true };
    expect(life.effect().task).toEqual(task);
    life.carriesOut(life.effect(), T0 + 1);
    expect([life.facts.ownerId, life.facts.markedUnread]).toEqual(["usr_picked", true]);
    expect(taken(life)).toEqual(["s", "after"]);
    expect(life.folded()).toEqual(life.conversation);
  });

  it("ends the run when it fails and has no branch for that", () => {
    const life = taking(
      { id: "s", do: "webhook", url: "https://example.com/", next: "n" },
      note("n"),
    );
    life.settles(life.effect(), { kind: "failed", code: "endpoint.gone", detail: "404" }, T0 + 1);
    expect([...life.runRecords.values()]).toMatchObject([
      { state: "failed", reason: "step s: endpoint.gone" },
    ]);
  });

  it("looks up the opportunity before it decides by it", () => {
    const is = {
      field: "opportunityField",
      key: "stage",
      compare: { is: "equal", value: "Nuevo" },
    };
    const life = taking(
      { id: "q", do: "decide", if: { all: [is] }, yes: "y", no: null },
      note("y"),
    );
    expect(life.effect().task).toEqual({ kind: "lookUpOpportunity" });
    life.settles(life.effect(), { kind: "done", vars: { stage: "Nuevo" } }, T0 + 1);
    expect(taken(life)).toEqual(["q", "q", "y"]);
  });

  it("keeps within the messages of an hour (Q60)", () => {
    const life = new BotLife().has("f", {
      start: { on: "message.received", match: { kind: "any" } },
      steps: [{ id: "s", do: "send", messages: [text("Hola"), text("¿Qué tal?")], next: null }],
    });
    for (let at = 0; at <= MESSAGES_PER_HOUR_MAX / 2; at++) {
      life.says("Hola", T0 + at * 10);
      life.settlesAll(T0 + at * 10 + 1);
    }
    expect(life.ends("f").at(-1)).toBe("cut");
    expect(life.texts()).toHaveLength(MESSAGES_PER_HOUR_MAX);
    life.says("Hola", T0 + 2 * HOUR);
    expect(life.ends("f").at(-1)).toBe("running");
  });
});

describe("a message of a run when the window is shut (Q59)", () => {
  const late = (whenWindowShut: Record<string, unknown>) => {
    const life = new BotLife().has("f", {
      start: { on: "window.expired" },
      steps: [
        { id: "s", do: "send", messages: [text("¿Sigues?")], whenWindowShut, next: null },
        note("b"),
      ],
    });
    life.says("Hola", T0);
    life.passes(T0 + 25 * HOUR);
    return life;
  };

  it("fails visibly, takes its branch, or becomes a template", () => {
    expect(late({ kind: "fail" }).ends("f")).toEqual(["failed"]);
    expect(taken(late({ kind: "branch", next: "b" }))).toEqual(["s", "b"]);
    const template = { type: "template", name: "volver", language: "es", bindings: {} };
    const life = late({ kind: "template", template: { name: "volver", language: "es" } });
    expect(life.effect().task).toMatchObject({
      kind: "sendTemplate",
      template: { name: template.name },
    });
  });

  it("does the same when it shuts before the message's turn has come", () => {
    const life = taking(
      {
        id: "s",
        do: "send",
        messages: [text("Hola")],
        whenWindowShut: { kind: "branch", next: "b" },
        next: null,
      },
      note("b"),
    );
    life.carriesOut(life.effect(), T0 + 25 * HOUR);
    expect(taken(life)).toEqual(["s", "b"]);
    expect(life.texts()).toEqual([]);
  });
});
