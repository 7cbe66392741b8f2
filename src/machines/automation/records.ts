import {
  effectIdOf,
  type Run,
  type RunEnd,
  type RunRecord,
  type StepRecord,
} from "../../domain/automation/run.ts";
import type { StepId, StepKind } from "../../domain/automation/step.ts";
import type { Conversation } from "../../domain/conversation/conversation.ts";
import type { StepOutcome } from "./move.ts";

/** A run as lists show it. `over`: how and when it ended. */
export function runRecord(
  run: Run,
  { workspaceId, id: conversationId, lineId, contactId }: Conversation,
  over: { end: RunEnd; reason: string; at: number } | null,
): RunRecord {
  const { id, flowId, flowVersion, episode, trigger, depth, stepId, wait, startedAt } = run;
  return {
    workspaceId,
    id,
    flowId,
    flowVersion,
    conversationId,
    lineId,
    contactId,
    episode,
    trigger,
    depth,
    state: over?.end ?? "running",
    reason: over?.reason ?? null,
    stepId,
    waitsFor: over === null ? wait : null,
    startedAt,
    endedAt: over?.at ?? null,
  };
}

/** The present visit of a step. `ended`: what it came to, and when. */
export function stepRecord(
  workspaceId: string,
  { run, kind }: { run: Run; kind: StepKind },
  ended: { at: number; outcome: StepOutcome; next: StepId | null } | null,
): StepRecord {
  return {
    workspaceId,
    runId: run.id,
    stepId: run.stepId,
    visit: run.visit,
    position: run.path.length - 1,
    do: kind,
    startedAt: run.stepStartedAt,
    endedAt: ended?.at ?? null,
    input: run.input,
    outcome: ended?.outcome ?? null,
    next: ended?.next ?? null,
  };
}

/** What the present visit of a run's step does outside. */
export function effectOf(run: Run): string {
  return effectIdOf(run.id, run.stepId, run.visit);
}
