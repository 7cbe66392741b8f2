import { describe, expect, it } from "vitest";
import { diffFlow } from "../../../src/domain/automation/diff-flow.ts";
import type { FlowDefinition } from "../../../src/domain/automation/flow.ts";
import { reconcile } from "../../../src/domain/automation/reconcile.ts";
import { canonicalJson, stepHash } from "../../../src/domain/automation/step-hash.ts";
import { aFlow } from "./support.ts";

const note = (id: string, next: string | null, text = id) => ({ id, do: "note", text, next });
const decide = (id: string, yes: string | null, no: string | null, is = true) => ({
  id,
  do: "decide",
  if: { all: [{ field: "hasOwner", is }] },
  yes,
  no,
});

/** a -> d (SI: b -> c, NO: e) */
const recorded = aFlow([
  note("a", "d"),
  decide("d", "b", "e"),
  note("b", "c"),
  note("c", null),
  note("e", null),
]);
const A_GONE = [decide("d", "b", "e"), note("b", "c"), note("c", null), note("e", null)];
const B_GONE = [note("a", "d"), decide("d", "c", "e"), note("c", null), note("e", null)];
const D_GONE = [note("a", "b"), note("b", "c"), note("c", null)];

type Row = [string, { live: FlowDefinition | null; path: string[]; next: string | null }, unknown];
const run = (step: string, ...skipped: string[]) => ({ kind: "run", step, skipped });
const ends = (...skipped: string[]) => ({ kind: "ends", skipped });

const ROWS: Row[] = [
  [
    "R14.8: if both agree, the step runs",
    { live: aFlow(recorded.steps), path: ["a"], next: "d" },
    run("d"),
  ],
  [
    "R14.8: an action behind the contact was removed: nothing changes",
    { live: aFlow(A_GONE), path: ["a"], next: "d" },
    run("d"),
  ],
  [
    "R14.8: an action ahead was removed: only following steps that the recorded flow has run",
    { live: aFlow(B_GONE), path: ["a", "d"], next: "b" },
    run("c", "b"),
  ],
  [
    "R14.8: an action ahead was changed: only following steps that the recorded flow has run",
    {
      live: aFlow([
        note("a", "d"),
        decide("d", "b", "e"),
        note("b", "c", "other"),
        note("c", null),
        note("e", null),
      ]),
      path: ["a", "d"],
      next: "b",
    },
    run("c", "b"),
  ],
  [
    "R14.8: what only the live flow has does not run",
    {
      live: aFlow([
        note("a", "d"),
        decide("d", "b", "e"),
        note("b", "new"),
        note("new", "c"),
        note("c", null),
        note("e", null),
      ]),
      path: ["a", "d", "b"],
      next: "c",
    },
    run("c"),
  ],
  [
    "R14.9: a decision before the position was removed: the contact leaves",
    { live: aFlow(D_GONE), path: ["a", "d"], next: "b" },
    { kind: "leaves", removed: "d" },
  ],
  [
    "R14.9: what was a decision is an action now: it was removed",
    { live: aFlow([note("a", "d"), note("d", "b"), note("b", null)]), path: ["a", "d"], next: "b" },
    { kind: "leaves", removed: "d" },
  ],
  [
    "R14.9: the decision at the position was removed: on to the next matching action",
    { live: aFlow(D_GONE), path: ["a"], next: "d" },
    run("b", "d"),
  ],
  [
    "R14.9: of a removed decision the NO branch comes when nothing of the SI branch is left",
    { live: aFlow([note("a", "e"), note("e", null)]), path: ["a"], next: "d" },
    run("e", "d", "b", "c"),
  ],
  [
    "R14.9: none matches: it ends",
    { live: aFlow([note("a", null)]), path: ["a"], next: "d" },
    ends("d", "b", "c", "e"),
  ],
  [
    "a decision behind that asks something else now is not removed",
    {
      live: aFlow([
        note("a", "d"),
        decide("d", "b", "e", false),
        note("b", "c"),
        note("c", null),
        note("e", null),
      ]),
      path: ["a", "d"],
      next: "b",
    },
    run("b"),
  ],
  [
    "Q63: switched off, it goes on as it entered",
    { live: null, path: ["a", "d"], next: "b" },
    run("b"),
  ],
  [
    "at the end, it ends, whatever was removed",
    { live: aFlow(D_GONE), path: ["a", "d", "b", "c"], next: null },
    ends(),
  ],
];

describe("a run in a flow that was edited", () => {
  it.each(ROWS)("%s", (_, position, expected) => {
    const result = reconcile({ recorded, ...position });
    expect(result.kind === "run" ? { ...result, step: result.step.id } : result).toEqual(expected);
  });

  it("passes an action over by the way that is meant, never by that of a failure", () => {
    const wait = { id: "w", do: "webhook", url: "https://example.com/", next: null, onFail: "x" };
    const before = aFlow([wait, note("x", null)]);
    const live = aFlow([note("x", null)]);
    expect(reconcile({ recorded: before, live, path: [], next: "w" })).toEqual(ends("w"));
  });
});

describe("a step's hash", () => {
  const [one] = aFlow([note("a", "b"), note("b", null)]).steps;
  const hashOf = (step: Record<string, unknown>) =>
    stepHash(aFlow([step, note("b", null)]).steps[0]!);

  it("is of what it does, whatever it is called and wherever it leads", () => {
    expect(hashOf(note("other", null, "a"))).toBe(stepHash(one!));
    expect(hashOf(note("a", "b", "A"))).not.toBe(stepHash(one!));
  });

  it("knows nothing of where branches and choices lead, and everything else of them", () => {
    const split = (weight: number, next: string | null) => ({
      id: "s",
      do: "split",
      branches: [{ weight, next }, { weight: 1 }],
    });
    expect(hashOf(split(1, "b"))).toBe(hashOf(split(1, null)));
    expect(hashOf(split(2, "b"))).not.toBe(hashOf(split(1, "b")));
    const ask = (id: string, next: string | null, window: string) => ({
      id: "q",
      do: "ask",
      message: { type: "text", text: "?" },
      expect: { kind: "choice", choices: [{ id, words: [], next }] },
      timeoutMs: 1_000,
      whenWindowShut: window === "fail" ? { kind: "fail" } : { kind: "branch", next: window },
    });
    expect(hashOf(ask("x", "b", "b"))).toBe(hashOf(ask("x", null, "q")));
    expect(hashOf(ask("y", "b", "b"))).not.toBe(hashOf(ask("x", "b", "b")));
    expect(hashOf(ask("x", "b", "fail"))).not.toBe(hashOf(ask("x", "b", "b")));
  });

  it("does not depend on the order of members", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined })).toBe(
      '{"b":[1,{"c":"x","d":null}]}',
    );
  });
});

describe("the difference of two versions", () => {
  it("names steps that came, went and changed, with the members that did", () => {
    const after = aFlow(
      [note("a", "c"), decide("d", "c", null), note("c", null, "other"), note("f", null)],
      { runPolicy: { kind: "oncePerContact" }, takesOver: true },
    );
    expect(diffFlow(recorded, after)).toEqual({
      changed: [
        { member: "runPolicy", from: { kind: "always" }, to: { kind: "oncePerContact" } },
        { member: "takesOver", from: false, to: true },
      ],
      steps: {
        added: ["f"],
        removed: ["b", "e"],
        changed: [
          { id: "a", members: [{ member: "next", from: "d", to: "c" }] },
          {
            id: "d",
            members: [
              { member: "yes", from: "b", to: "c" },
              { member: "no", from: "e", to: null },
            ],
          },
          { id: "c", members: [{ member: "text", from: "c", to: "other" }] },
        ],
      },
    });
  });

  it("is nothing between a version and itself, whatever the order of its steps", () => {
    const turned = { ...recorded, steps: recorded.steps.toReversed() };
    expect(diffFlow(recorded, turned)).toEqual({
      changed: [],
      steps: { added: [], removed: [], changed: [] },
    });
  });
});
