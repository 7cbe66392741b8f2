import { describe, expect, it } from "vitest";
import { DEPTH_MAX, RUNS_MAX } from "../../../src/domain/automation/run.ts";
import { ANA, HOUR, T0, user } from "../support.ts";
import { BotLife } from "./bot-life.ts";

const EVA = user("usr_eva");
const TAG = [{ id: "mark", do: "tag", tags: ["empezado"], next: null }];
const WAIT = [{ id: "wait", do: "wait", for: { kind: "duration", ms: 24 * HOUR }, next: null }];

/** A conversation with one flow `f`, that starts on this and does next to nothing. */
function withStart(start: Record<string, unknown>, rest: Record<string, unknown> = {}): BotLife {
  return new BotLife().has("f", { start, steps: TAG, ...rest });
}

describe("a flow starts as often as it may", () => {
  const again = (life: BotLife): string[] => {
    for (const hours of [0, 1, 2]) {
      life.says("Hola", T0 + hours * HOUR);
      life.closes(EVA, T0 + hours * HOUR + 1);
    }
    return life.verdicts("f");
  };
  const start = { on: "message.received", match: { kind: "any" } };

  it.each<[Record<string, unknown>, string[]]>([
    [{ kind: "always" }, ["started", "started", "started"]],
    [{ kind: "oncePerEpisode" }, ["started", "started", "started"]],
    [{ kind: "oncePerConversation" }, ["started", "run_policy", "run_policy"]],
    [{ kind: "oncePerContact" }, ["started", "run_policy", "run_policy"]],
    [{ kind: "oncePerHours", hours: 2 }, ["started", "run_policy", "started"]],
  ])("%j", (runPolicy, expected) => {
    expect(again(withStart(start, { runPolicy }))).toEqual(expected);
  });

  it("once in an episode, whoever writes how often", () => {
    const life = withStart(start, { runPolicy: { kind: "oncePerEpisode" } });
    life.says("Hola", T0);
    life.says("¿Hola?", T0 + 1);
    expect(life.verdicts("f")).toEqual(["started", "run_policy"]);
  });

  it("not at all where another conversation of the contact has it already", () => {
    const life = withStart(start, { runPolicy: { kind: "oncePerContact" } });
    life.automation.claimed.push({ key: "f|ct_ana", runId: "run elsewhere" });
    life.says("Hola", T0);
    expect(life.verdicts("f")).toEqual(["run_policy"]);
    expect(life.last!.automation.claims).toEqual([]);
  });

  it("asks for its claim in the name of the run that starts", () => {
    const life = withStart(start, { runPolicy: { kind: "oncePerContact" } });
    life.says("Hola", T0);
    const [run] = life.runRecords.keys();
    expect(life.last!.automation.claims).toEqual([{ key: "f|ct_ana", runId: run }]);
  });
});

describe("a flow that would start while it runs (Q56)", () => {
  const start = { on: "message.received", match: { kind: "any" } };
  it.each<[string, string[], string[]]>([
    ["skip", ["started", "already_running"], ["running"]],
    ["restart", ["started", "started"], ["restarted", "running"]],
    ["parallel", ["started", "started"], ["running", "running"]],
  ])("does as it says: %s", (reentry, verdicts, ends) => {
    const life = withStart(start, { reentry, steps: WAIT });
    life.says("Hola", T0);
    life.says("¿Hola?", T0 + 1);
    expect(life.verdicts("f")).toEqual(verdicts);
    expect(life.ends("f")).toEqual(ends);
  });

  it("goes on beside others, in the order in which they were made (Q57)", () => {
    const life = new BotLife();
    for (const id of ["b", "a"])
      life.has(id, { start, steps: [{ id: "n", do: "note", text: id, next: null }] });
    life.says("Hola", T0);
    const notes = [...life.items.values()].flatMap((item) =>
      item.kind === "note" ? [item.text] : [],
    );
    expect(notes).toEqual(["b", "a"]);
  });
});

describe("loops are cut (Q60)", () => {
  it("a flow does not start over what it did itself", () => {
    const life = withStart({ on: "conversation.tagged" });
    life.asks(EVA, { name: "tag", tags: ["uno"] }, T0);
    expect(life.verdicts("f")).toEqual(["started", "own_event"]);
  });

  it("flows that start each other stop at a depth", () => {
    const life = new BotLife();
    const ping = (tag: string, other: string) => ({
      start: { on: "conversation.tagged", tags: [tag] },
      reentry: "parallel",
      steps: [
        { id: "off", do: "untag", tags: [other], next: "on" },
        { id: "on", do: "tag", tags: [other], next: null },
      ],
    });
    life.has("ping", ping("a", "b")).has("pong", ping("b", "a"));
    life.asks(EVA, { name: "tag", tags: ["a"] }, T0);
    const all = [...life.verdicts("ping"), ...life.verdicts("pong")];
    expect(all.filter((verdict) => verdict === "started")).toHaveLength(DEPTH_MAX + 1);
    expect(all).toContain("too_deep");
  });

  it("flows that start others many times over are cut in one turn", () => {
    const life = new BotLife();
    const startsTwenty = (other: string) => ({
      start: { on: "manual" },
      reentry: "parallel",
      steps: Array.from({ length: 20 }, (_, at) => ({
        id: `s${at}`,
        do: "startFlow",
        flowId: other,
        next: at < 19 ? `s${at + 1}` : null,
      })),
    });
    ["b", "c", "d", "e", "end"].forEach((other, at) => {
      life.has("abcde"[at]!, startsTwenty(other));
    });
    life.has("end", { start: { on: "manual" }, reentry: "parallel", steps: TAG });
    life.says("Hola", T0);
    const start = {
      kind: "start",
      flowId: "a",
      trigger: { type: "manual", id: "1" },
      vars: {},
    } as const;
    life.enters([life.entry(start, EVA, T0 + 1, T0 + 1)], T0 + 1);
    expect(life.last!.fired.length).toBeLessThan(1_100);
    expect(life.runs).toEqual([]);
  });

  it("no more than so many runs are under way at once", () => {
    const start = { on: "message.received", match: { kind: "any" } };
    const life = withStart(start, { reentry: "parallel", steps: WAIT });
    for (let at = 0; at <= RUNS_MAX; at++) life.says("Hola", T0 + at);
    expect(life.verdicts("f").at(-1)).toBe("too_many_runs");
    expect(life.runs).toHaveLength(RUNS_MAX);
  });
});

describe("a close without re-arming (R13.7)", () => {
  it("is given as the reason why the flow did not start", () => {
    const life = withStart({ on: "conversation.started_by_contact" });
    life.says("Hola", T0);
    life.asks(
      EVA,
      { name: "close", description: "Listo", reasonCode: null, handOverTo: null, rearm: false },
      T0 + 1,
    );
    life.webhook(life.message("Otra vez"), T0 + 2, ANA);
    expect(life.verdicts("f")).toEqual(["started", "not_rearmed"]);
  });
});
