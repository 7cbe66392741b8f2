import { describe, expect, it } from "vitest";
import { ask, BAD_FLOWS, flow, head, note } from "./bad-flows.ts";
import { validateFlow } from "../../../src/domain/automation/validate-flow.ts";

const errorsOf = (input: unknown, flowId: string | null = null) => {
  const result = validateFlow(input, flowId);
  return result.kind === "valid" ? [] : result.errors.map(({ field, rule }) => `${field} ${rule}`);
};
describe("a definition is refused for", () => {
  it.each(BAD_FLOWS)("%s", (_, input, errors) => expect(errorsOf(input)).toEqual(errors));

  it("taking over only when no step writes to the contact, as far as the steps can be read", () => {
    const say = { id: "b", do: "send", messages: [{ type: "text", text: "Hola" }] };
    expect(errorsOf(flow([note("a", "b"), say], { takesOver: true }))).toEqual([]);
    const broken = flow([note("a", "b"), { ...say, messages: [] }], { takesOver: true });
    expect(errorsOf(broken)).toEqual(["steps[1] (b).messages must not be empty"]);
  });

  it("starting itself", () => {
    const self = flow([{ id: "a", do: "startFlow", flowId: "flow1" }]);
    expect(errorsOf(self, "flow1")).toEqual(["steps[0] (a).flowId must be another flow"]);
    expect(errorsOf(self, "flow2")).toEqual([]);
  });

  it("everything that is wrong with it, in one answer", () => {
    const input = flow(
      [
        note("a", "b", "{{contact.firstName}}"),
        { id: "b", do: "tag", tags: [], next: "a" },
        { id: "b", do: "note", text: "{{vars.x|1}}", next: "nowhere" },
        { id: "1bad", do: "stop" },
      ],
      { name: "", runPolicy: { kind: "oncePerHours", hours: 0 } },
    );
    expect(errorsOf(input)).toEqual([
      "name must not be empty",
      "runPolicy.hours must be 1 or more",
      "steps[1] (b).tags must not be empty",
      "steps[3] (1bad).id must be a letter, then at most 63 letters, digits, _ or -",
      "steps[2] (b).id must be its own: steps[1] has it already",
      'steps[2] (b).next must be a step of this flow: there is no "nowhere"',
      "steps[1] (b).next must not lead back: a -> b -> a",
      "steps[3] (1bad) must be led to by a step that is reached",
      "steps[0] (a).text {{contact.firstName}} must have a default: {{contact.firstName|...}}",
    ]);
  });

  it("10,000 steps, with one error for them, and what else is wrong", () => {
    const steps = Array.from({ length: 10_000 }, (_, at) =>
      note(`s${at}`, `s${(at + 1) % 10_000}`),
    );
    expect(errorsOf({ ...head, name: "", first: "s0", steps })).toEqual([
      "name must not be empty",
      "steps must have at most 200 items; it has 10000",
    ]);
  });

  it("what hostile input has instead of steps, without an exception", () => {
    let deep: unknown = "x";
    for (let at = 0; at < 5_000; at++) deep = { next: deep };
    const hostile = [
      deep,
      [[[]]],
      { id: {}, do: ["note"] },
      { id: "__proto__", do: "note" },
      null,
      7,
      { id: "constructor", do: "stop", next: "__proto__" },
    ];
    for (const input of [
      ...hostile,
      flow(hostile),
      flow([], { first: "__proto__" }),
      { ...head, steps: { length: 1e9 } },
    ]) {
      expect(errorsOf(input).length).toBeGreaterThan(0);
    }
  });

  it("a thousand ways that do not exist, with as many errors as a person can use", () => {
    const branches = Array.from({ length: 10 }, (_, at) => ({ weight: 1, next: `nowhere${at}` }));
    const steps = Array.from({ length: 200 }, (_, at) => ({
      id: at === 0 ? "a" : `s${at}`,
      do: "split",
      branches,
    }));
    expect(errorsOf(flow(steps))).toHaveLength(200);
  });
});

describe("a definition is good", () => {
  it("with its defaults filled in", () => {
    const result = validateFlow(flow([{ id: "a", do: "stop" }]));
    expect(result).toMatchObject({
      kind: "valid",
      definition: {
        description: null,
        when: null,
        reentry: "skip",
        runPolicy: { kind: "always" },
        steps: [{ reason: null }],
      },
    });
  });

  it("when variables are set on one way at least to where they are wanted, or come with the start", () => {
    const steps = [
      {
        id: "a",
        do: "decide",
        if: { all: [{ field: "isCrmContact", is: true }] },
        yes: "w",
        no: "end",
      },
      {
        id: "w",
        do: "webhook",
        url: "https://example.com/",
        save: { plan: "data.plan" },
        next: "q",
        onFail: "end",
      },
      ask("q", { saveAs: "city", next: "end", onTimeout: "end" }),
      note("end", null, "{{vars.city|?}} {{vars.plan|?}}"),
    ];
    expect(errorsOf(flow(steps))).toEqual([]);
    expect(
      errorsOf(flow([note("a", null, "{{vars.order|?}}")], { start: { on: "http" } })),
    ).toEqual([]);
  });

  it("when ways meet again, for that is no circle", () => {
    const branches = ["b", "c"].map((next) => ({ weight: 1, next }));
    expect(
      errorsOf(
        flow([{ id: "a", do: "split", branches }, note("b", "d"), note("c", "d"), note("d")]),
      ),
    ).toEqual([]);
  });
});
