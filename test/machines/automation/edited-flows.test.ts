import { describe, expect, it } from "vitest";
import type { RunEnd } from "../../../src/domain/automation/run.ts";
import { HOUR, T0 } from "../support.ts";
import { begun, START, waitThen } from "./begun.ts";
import { flowOf } from "./flows.ts";

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
