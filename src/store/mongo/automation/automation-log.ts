import type { Collection, Filter } from "mongodb";
import { laneOfTask, type NewEffect } from "../../../domain/automation/effect.ts";
import type { Evaluation } from "../../../domain/automation/evaluation.ts";
import type { RunRecord, StepRecord } from "../../../domain/automation/run.ts";
import type { AutomationLog } from "../../../domain/commit.ts";
import type { Collections } from "../documents.ts";
import { duplicatesOf } from "../errors.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";
import { again } from "../retry.ts";
import type {
  EffectDocument,
  LoggedDocument,
  RunDocument,
  RunStepDocument,
} from "./automation-documents.ts";

/** Whose log, and the version that its commit led to. */
interface Place {
  workspaceId: string;
  conversationId: string;
  version: number;
}

/**
 * Brings what automations did in a turn to its places. Safe to repeat, however late: runs and steps go by the version that wrote them, and of the
 * rest what stands is left as it is.
 */
export type PutAutomationLog = (place: Place, log: AutomationLog) => Promise<void>;

export function createAutomationLog({
  runs,
  runSteps,
  evaluations,
  effects,
}: Pick<Collections, "runs" | "runSteps" | "evaluations" | "effects">): PutAutomationLog {
  return async (place, log) => {
    await Promise.all([
      replaceOlder(
        runs,
        log.runs.map((run) => runDocument(place, run)),
      ),
      replaceOlder(
        runSteps,
        log.steps.map((step) => stepDocument(place, step)),
      ),
      insertNew(
        evaluations,
        log.evaluations.map((evaluation) => evaluationDocument(place, evaluation)),
      ),
    ]);
    // Behind the run that they are of: whoever claims them finds it.
    await insertNew(
      effects,
      log.effects.map((effect) => effectDocument(place, effect)),
    );
  };
}

/** A state that a later commit wrote stays: its insert is refused. */
async function replaceOlder<D extends { _id: string; writtenIn: number }>(
  collection: Collection<D>,
  documents: readonly D[],
): Promise<void> {
  if (documents.length === 0) return;
  const writes = documents.map((document) => ({
    replaceOne: {
      filter: { _id: document._id, writtenIn: { $lte: document.writtenIn } } as Filter<D>,
      replacement: document,
      upsert: true,
    },
  }));
  await again(async () => {
    try {
      await collection.bulkWrite(writes, { ordered: false });
    } catch (error) {
      if (duplicatesOf(error) === null) throw error;
    }
  });
}

function runDocument(place: Place, run: RunRecord): RunDocument {
  const { id, flowId: flow, state: kind, startedAt: at } = run;
  return { ...logged(place, { id, flow, kind, at }, run), writtenIn: place.version };
}

function evaluationDocument(place: Place, evaluation: Evaluation): LoggedDocument {
  const { id, flowId: flow, verdict, at } = evaluation;
  return logged(place, { id, flow, kind: verdict.kind, at }, evaluation);
}

function logged(
  { workspaceId, conversationId }: Place,
  { id, ...rest }: { id: string; flow: string; kind: string; at: number },
  whole: RunRecord | Evaluation,
): LoggedDocument {
  return {
    _id: keyOf(workspaceId, id),
    workspace: workspaceId,
    conversation: conversationId,
    ...rest,
    doc: JSON.stringify(whole),
  };
}

function stepDocument({ workspaceId, version }: Place, step: StepRecord): RunStepDocument {
  const { runId: run, position } = step;
  return {
    _id: keyOf(workspaceId, run, String(position)),
    workspace: workspaceId,
    run,
    position,
    writtenIn: version,
    doc: JSON.stringify(step),
  };
}

function effectDocument({ workspaceId, conversationId }: Place, effect: NewEffect): EffectDocument {
  const { id, task, createdAt } = effect;
  return {
    _id: keyOf(workspaceId, id),
    workspace: workspaceId,
    conversation: conversationId,
    attempts: 0,
    failures: 0,
    nextAttemptAt: createdAt,
    leaseUntil: null,
    doc: JSON.stringify(effect),
    due: { lane: laneOfTask(task), at: createdAt, createdAt },
  };
}
