import { RUN_STEPS_MAX, type Run } from "../../domain/automation/run.ts";
import type { Automata } from "./automata.ts";
import type { Awaited } from "./awaited.ts";
import { settle } from "./settle.ts";
import { stepOf } from "./talking.ts";
import { entered, over, passed, visit, waits, walk } from "./walk.ts";
import { worldOf } from "./world.ts";

/** A run has what it waited for, and goes on: in the version that it entered with, as its present step was begun. */
export function resume(automata: Automata, run: Run, awaited: Awaited): void {
  if (run.visit === 0) return takenOver(automata, run, awaited);
  const flow = automata.book.definition(run.flowId, run.flowVersion);
  const step = flow === null ? null : stepOf(flow, run.stepId);
  if (step === null) return automata.end(run, "failed", "its version is not known");
  const after = settle(step, awaited, worldOf(automata, run));
  switch (after.kind) {
    case "goes": {
      const went = passed(automata, { run, step }, after);
      return walk(automata, went.run, went.to);
    }
    case "ends":
      return void over(automata, { run, step }, after);
    case "waits":
      return void waits(automata, { ...run, wait: after.wait }, step);
    case "again": {
      automata.tell({ run, kind: step.do }, { outcome: after.outcome, next: step.id });
      if (run.path.length >= RUN_STEPS_MAX) {
        return automata.end(run, "cut", `it took ${RUN_STEPS_MAX} steps`);
      }
      const again = entered({ ...run, memo: after.memo }, step, automata.at);
      const went = visit(automata, again, step);
      if (went !== null) walk(automata, went.run, went.to);
    }
  }
}

/** Before its first step a run waits only in order to take over (`takesOver`), so that nothing is said where a person still talks. */
function takenOver(automata: Automata, run: Run, awaited: Awaited): void {
  const outcome = awaited.kind === "command" ? awaited.outcome : null;
  // `known`: another flow has taken over in the same step.
  if (outcome?.kind === "applied" || outcome?.kind === "known") {
    return walk(automata, run, run.stepId);
  }
  const why = outcome?.kind === "refused" ? outcome.code : awaited.kind;
  automata.end(run, "failed", `it could not take over: ${why}`);
}
