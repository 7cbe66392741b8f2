import { describe, expect, it } from "vitest";
import { Life, T0, outcomeOf, typesOf, user } from "./support.ts";

const EVA = user("usr_eva");

function life(): Life {
  const started = new Life();
  started.says("Hola", T0);
  return started;
}

describe("tagging", () => {
  it("given no tags, when two are put on, then each has its activity and both one event", () => {
    const one = life();
    const before = one.regions;
    const commit = one.asks(EVA, { name: "tag", tags: ["vip", "invoice"] }, T0 + 1);
    expect(one.facts.tags).toEqual(["invoice", "vip"]);
    expect(commit.items).toMatchObject([
      { activity: "tagged", data: { tag: "invoice" }, actor: EVA, occurredAt: T0 + 1 },
      { activity: "tagged", data: { tag: "vip" }, actor: EVA, occurredAt: T0 + 1 },
    ]);
    expect(commit.events).toMatchObject([
      {
        type: "conversation.tagged",
        data: { tags: ["invoice", "vip"], added: ["invoice", "vip"] },
      },
    ]);
    expect(one.regions).toEqual(before);
    expect(one.conversation).toMatchObject({ version: 2, lastActivityAt: T0 });
  });

  it("given a tag, when it is put on again, then nothing changes", () => {
    const one = life();
    one.asks(EVA, { name: "tag", tags: ["vip"] }, T0 + 1);
    expect(outcomeOf(one.asks(EVA, { name: "tag", tags: ["vip"] }, T0 + 2))).toEqual({
      kind: "known",
    });
  });

  it("given tags, when some are taken off, then the others stay", () => {
    const one = life();
    one.asks(EVA, { name: "tag", tags: ["a", "b", "c"] }, T0 + 1);
    const commit = one.asks(EVA, { name: "untag", tags: ["b", "never there"] }, T0 + 2);
    expect(typesOf(commit)).toEqual(["conversation.untagged"]);
    expect(commit.events[0]?.data).toMatchObject({ tags: ["a", "c"], removed: ["b"] });
    expect(one.facts.tags).toEqual(["a", "c"]);
    expect(outcomeOf(one.asks(EVA, { name: "untag", tags: ["b"] }, T0 + 3))).toEqual({
      kind: "known",
    });
  });

  it("given 49 tags, when two more are asked for, then none is put on; one is", () => {
    const one = life();
    const tags = Array.from({ length: 49 }, (_, index) => `t${index}`);
    one.asks(EVA, { name: "tag", tags }, T0 + 1);
    const both = one.asks(EVA, { name: "tag", tags: ["x", "y", "t1"] }, T0 + 2);
    expect(outcomeOf(both)).toEqual({ kind: "refused", code: "conversation.too_many_tags" });
    expect(outcomeOf(one.asks(EVA, { name: "tag", tags: ["x", "t1"] }, T0 + 3))).toEqual({
      kind: "applied",
    });
    expect(one.facts.tags).toHaveLength(50);
  });

  it("outlives the episode", () => {
    const one = life();
    one.asks(EVA, { name: "tag", tags: ["vip"] }, T0 + 1);
    one.closes(EVA, T0 + 2);
    one.says("Otra vez", T0 + 3);
    expect(one.facts.tags).toEqual(["vip"]);
  });
});
