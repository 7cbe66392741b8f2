import type { EffectTask } from "../../domain/automation/effect.ts";
import type { Run } from "../../domain/automation/run.ts";
import type { Step, StepId } from "../../domain/automation/step.ts";
import type { Automata } from "./automata.ts";
import { interpret } from "./interpret.ts";
import { withinLimits } from "./limits.ts";
import { type Ends, type Goes, type Move } from "./move.ts";
import { placeOf } from "./place.ts";
import { depthBehind, queuedAside, queuedCommand, queuedStart } from "./queued.ts";
import { effectOf } from "./records.ts";
import { worldOf } from "./world.ts";

/** Takes a run from step to step until it waits or ends. `to`: the step that comes next in the version it entered with; null: its end. */
export function walk(automata: Automata, from: Run, to: StepId | null): void {
  let run = from;
  let next = to;
  for (;;) {
    const place = placeOf(automata.book, run, next);
    if (place.kind === "ends") return automata.end(run, place.end, place.reason);
    run = entered(run, place.step, automata.at);
    const went = visit(automata, run, place.step);
    if (went === null) return;
    run = went.run;
    next = went.to;
  }
}

/** One visit of a step. Null when the run waits or has ended; else where it goes on. */
export function visit(
  automata: Automata,
  run: Run,
  step: Step,
): { run: Run; to: StepId | null } | null {
  const move = withinLimits(automata, step, () => interpret(step, worldOf(automata, run)));
  const begun: Run = { ...run, input: inputOf(move, step) };
  switch (move.kind) {
    case "goes":
      return passed(automata, { run: begun, step }, move);
    case "ends":
      return over(automata, { run: begun, step }, move);
    case "starts":
      automata.queue(queuedStart(begun, move.flowId));
      return passed(automata, { run: begun, step }, goesAfterStart(move));
    case "drafts":
      automata.draft(begun, move.text);
      return waits(automata, { ...begun, wait: { kind: "draft", dueAt: move.dueAt } }, step);
    case "waits":
      return waits(automata, { ...begun, wait: move.wait }, step);
    case "commands":
    case "does": {
      const waiting: Run = { ...begun, wait: { kind: "effect", talks: isTalking(move) } };
      if (move.before !== undefined) automata.queue(queuedAside(waiting, move.before));
      if (move.kind === "commands") automata.queue(queuedCommand(waiting, move.command));
      else demand(automata, waiting, move.task);
      return waits(automata, waiting, step);
    }
  }
}

/** The step is done, and the run goes on to the next. */
export function passed(
  automata: Automata,
  { run, step }: { run: Run; step: Step },
  { to, outcome, vars, command }: Goes,
): { run: Run; to: StepId | null } {
  automata.tell({ run, kind: step.do }, { outcome, next: to });
  if (command !== undefined) automata.queue(queuedAside(run, command));
  const remembers = vars === undefined ? run.vars : { ...run.vars, ...vars };
  return { run: { ...run, memo: null, vars: remembers }, to };
}

export function over(
  automata: Automata,
  { run, step }: { run: Run; step: Step },
  { end, reason, outcome }: Ends,
): null {
  automata.tell({ run, kind: step.do }, { outcome, next: null });
  automata.end(run, end, reason);
  return null;
}

export function waits(automata: Automata, run: Run, step: Step): null {
  automata.put(run);
  automata.tell({ run, kind: step.do }, null);
  return null;
}

/** The same step once more: another visit, of another effect. */
export function entered(run: Run, step: Step, at: number): Run {
  const visits = run.path.filter((id) => id === step.id).length;
  return {
    ...run,
    stepId: step.id,
    visit: visits + 1,
    stepStartedAt: at,
    path: [...run.path, step.id],
  };
}

function demand(automata: Automata, run: Run, task: EffectTask): void {
  const { lineId, contactId } = automata.turn.conversation;
  automata.log.effect({
    id: effectOf(run),
    runId: run.id,
    flowId: run.flowId,
    stepId: run.stepId,
    depth: depthBehind(run),
    lineId,
    contactId,
    task,
    createdAt: automata.at,
  });
}

/** Whether what the step waits for is a message to the contact: then it ends with the bot's talking (Q50). */
function isTalking(move: Move): boolean {
  return move.kind === "does" && TALKING.has(move.task.kind);
}

const TALKING: ReadonlySet<EffectTask["kind"]> = new Set(["send", "sendTemplate", "respond"]);

/** What a step was begun with: itself, with what was filled in. */
function inputOf(move: Move, { id: _id, ...step }: Step): Run["input"] {
  switch (move.kind) {
    case "commands":
      return { ...move.command };
    case "does":
      return { ...move.task };
    case "drafts":
      return { text: move.text };
    default:
      return step;
  }
}

function goesAfterStart({ to, flowId }: Move & { kind: "starts" }): Goes {
  return { kind: "goes", to, outcome: { kind: "started", detail: { flowId } } };
}
