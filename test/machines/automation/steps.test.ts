import { describe, expect, it } from "vitest";
import { T0, user } from "../support.ts";
import { BotLife } from "./bot-life.ts";

const EVA = user("usr_eva");
const note = (id: string) => ({ id, do: "note", text: id, next: null });
const START = { on: "conversation.started_by_contact" };

/** A conversation whose flow `f` takes these steps from the contact's first message on. */
function taking(...steps: Record<string, unknown>[]): BotLife {
  const life = new BotLife().has("f", { start: START, steps });
  life.says("Hola", T0);
  return life;
}

const taken = (life: BotLife) => [...life.steps.values()].map(({ stepId }) => stepId);
const outcomes = (life: BotLife) => [...life.steps.values()].map(({ outcome }) => outcome?.kind);

describe("a step that is taken at once", () => {
  it.each<[string, Record<string, unknown>, (life: BotLife) => unknown, unknown]>([
    ["tags", { do: "tag", tags: ["vip"] }, (life) => life.facts.tags, ["vip"]],
    ["marks unread", { do: "markUnread" }, (life) => life.facts.markedUnread, true],
    ["closes", { do: "close", description: "Fin" }, (life) => life.regions.lifecycle, "closed"],
    ["hands over", { do: "handOver" }, (life) => life.facts.driver.kind, "person"],
  ])("%s", (_what, step, look, expected) => {
    const life = taking({ id: "s", ...step, next: "after" }, note("after"));
    expect(look(life)).toEqual(expected);
    expect(taken(life)).toEqual(["s", "after"]);
    expect(life.ends("f")).toEqual(["completed"]);
    expect(life.folded()).toEqual(life.conversation);
  });

  it("unassigns, untags and reopens what it finds so", () => {
    const life = new BotLife().has("f", {
      start: { on: "conversation.closed" },
      steps: [
        { id: "a", do: "unassign", next: "b" },
        { id: "b", do: "untag", tags: ["vip"], next: "c" },
        { id: "c", do: "reopen", next: null },
      ],
    });
    life.says("Hola", T0);
    life.assigns(EVA, "usr_eva", T0 + 1);
    life.asks(EVA, { name: "tag", tags: ["vip"] }, T0 + 2);
    life.closes(EVA, T0 + 3);
    expect([life.facts.ownerId, life.facts.tags, life.regions.lifecycle]).toEqual([
      null,
      [],
      "open",
    ]);
    expect(life.facts.episode.openedBy).toEqual({ kind: "automation", id: "f" });
  });

  it("decides by what is so, and says what was not", () => {
    const life = taking(
      { id: "q", do: "decide", if: { all: [{ field: "hasOwner", is: true }] }, yes: "y", no: "n" },
      note("y"),
      note("n"),
    );
    expect(taken(life)).toEqual(["q", "n"]);
    expect([...life.steps.values()][0]!.outcome).toMatchObject({
      kind: "no",
      detail: { at: "all[0]" },
    });
  });

  it("splits by chance, the same way for the same run, and both ways over many", () => {
    const ways = new Set<string>();
    for (let at = 0; at < 40; at++) {
      const life = new BotLife().has(`f${at}`, {
        start: START,
        steps: [
          {
            id: "s",
            do: "split",
            branches: [
              { weight: 1, next: "a" },
              { weight: 1, next: "b" },
            ],
          },
          note("a"),
          note("b"),
        ],
      });
      life.says("Hola", T0);
      ways.add(taken(life)[1]!);
    }
    expect([...ways].sort()).toEqual(["a", "b"]);
  });

  it("leaves a conversation with whom it is, unless it says otherwise", () => {
    const life = new BotLife().has("f", {
      start: { on: "conversation.tagged" },
      steps: [{ id: "a", do: "assign", to: { kind: "user", userId: "usr_max" }, next: null }],
    });
    life.says("Hola", T0);
    life.assigns(EVA, "usr_eva", T0 + 1);
    life.asks(EVA, { name: "tag", tags: ["x"] }, T0 + 2);
    expect(life.facts.ownerId).toBe("usr_eva");
    expect(outcomes(life)).toEqual(["kept"]);
  });

  it("starts another flow, one deeper, and goes on", () => {
    const life = new BotLife().has("other", { start: { on: "manual" }, steps: [note("n")] });
    life.has("f", {
      start: START,
      steps: [{ id: "s", do: "startFlow", flowId: "other", next: null }],
    });
    life.says("Hola", T0);
    expect(life.ends("other")).toEqual(["completed"]);
    expect([...life.runRecords.values()].map(({ flowId, depth }) => [flowId, depth])).toEqual([
      ["f", 0],
      ["other", 1],
    ]);
  });
});
