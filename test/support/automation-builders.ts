import type { NewEffect } from "../../src/domain/automation/effect.ts";
import type { Evaluation } from "../../src/domain/automation/evaluation.ts";
import {
  flowDefinitionSchema,
  type Flow,
  type FlowVersion,
} from "../../src/domain/automation/flow.ts";
import { effectIdOf, type RunRecord, type StepRecord } from "../../src/domain/automation/run.ts";
import { ACME, LINE, T0 } from "./builders.ts";

export function aFlow(changes: Partial<Flow> = {}): Flow {
  return {
    workspaceId: ACME,
    id: "flow-1",
    name: "Welcome",
    newestVersion: 1,
    liveVersion: null,
    liveSince: null,
    stopRunsBefore: null,
    hookHash: null,
    secrets: [],
    revision: 1,
    createdAt: T0,
    updatedAt: T0,
    ...changes,
  };
}

export function aFlowVersion(changes: Partial<FlowVersion> = {}): FlowVersion {
  return {
    workspaceId: ACME,
    flowId: "flow-1",
    version: 1,
    definition: flowDefinitionSchema.parse({
      name: "Welcome",
      start: { on: "conversation.started_by_contact" },
      first: "bye",
      steps: [{ id: "bye", do: "stop" }],
    }),
    createdBy: "user-1",
    createdAt: T0,
    ...changes,
  };
}

/** A run that waits, of one conversation. */
export function aRun(conversationId: string, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    workspaceId: ACME,
    id: "run-1",
    flowId: "flow-1",
    flowVersion: 1,
    conversationId,
    lineId: LINE,
    contactId: "contact1",
    episode: 1,
    trigger: { type: "conversation.started_by_contact", id: "event-1" },
    depth: 0,
    state: "running",
    reason: null,
    stepId: "ask",
    waitsFor: { kind: "effect", talks: false },
    startedAt: T0,
    endedAt: null,
    ...changes,
  };
}

export function aStep(changes: Partial<StepRecord> = {}): StepRecord {
  return {
    workspaceId: ACME,
    runId: "run-1",
    stepId: "ask",
    visit: 1,
    position: 1,
    do: "ask",
    startedAt: T0,
    endedAt: null,
    input: { text: "Which colour?" },
    outcome: null,
    next: null,
    ...changes,
  };
}

export function anEvaluation(
  conversationId: string,
  changes: Partial<Evaluation> = {},
): Evaluation {
  return {
    workspaceId: ACME,
    id: "flow-1|event-1",
    flowId: "flow-1",
    flowVersion: 1,
    conversationId,
    episode: 1,
    event: { type: "conversation.started_by_contact", id: "event-1" },
    at: T0,
    verdict: { kind: "started", runId: "run-1" },
    ...changes,
  };
}

/** An assignment, as a step decides it. */
export function anEffect(changes: Partial<NewEffect> = {}): NewEffect {
  const { runId = "run-1", stepId = "assign" } = changes;
  return {
    id: effectIdOf(runId, stepId, 1),
    runId,
    flowId: "flow-1",
    stepId,
    depth: 1,
    lineId: LINE,
    contactId: "contact1",
    task: {
      kind: "assign",
      to: { kind: "contactOwner" },
      onlyIfUnassigned: true,
      markUnread: false,
    },
    createdAt: T0,
    ...changes,
  };
}

/** What automations did in the step to a version: a run goes on, and decides something to be done outside. */
export function aLog(conversationId: string, { version, at }: { version: number; at: number }) {
  const runId = `run of ${conversationId}`;
  const step = aStep({ runId, position: version, startedAt: at });
  const before = aStep({ runId, position: version - 1, endedAt: at });
  return {
    runs: [aRun(conversationId, { id: runId, stepId: `s${version}` })],
    steps: version > 1 ? [before, step] : [step],
    evaluations: [anEvaluation(conversationId, { id: `${conversationId} ${version}`, at })],
    effects: [anEffect({ runId, stepId: `s${version}`, createdAt: at })],
    claims: [],
  };
}
