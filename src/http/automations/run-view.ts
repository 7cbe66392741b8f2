import { z } from "zod";
import { VERDICTS, type Evaluation } from "../../domain/automation/evaluation.ts";
import {
  RUN_ENDS,
  type RunRecord,
  type RunWait,
  type StepRecord,
} from "../../domain/automation/run.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";

const RUN_EXAMPLE = {
  id: "run_flow_1_100000000000001-ct_1_e17",
  automation: { id: "flow_1", version: 3 },
  conversationId: "100000000000001-ct_1",
  lineId: "100000000000001",
  contactId: "ct_1",
  episode: 2,
  trigger: { type: "conversation.started_by_contact", id: "e17" },
  depth: 0,
  state: "running",
  reason: null,
  step: "ask_need",
  waitsFor: { kind: "answer", until: "2026-11-22T22:48:00.000Z", events: null },
  startedAt: "2026-11-22T21:48:00.000Z",
  endedAt: null,
};

const waitSchema = z.object({
  kind: z.enum(["effect", "time", "answer", "event", "draft"]).meta({
    description:
      "`effect`: for what a worker does for the step. `draft`: for a person to approve what a responder wrote.",
  }),
  until: timeSchema.nullable().meta({ description: "When it goes on anyway." }),
  events: z.array(z.enum(["answer", "close", "assignment"])).nullable(),
});

export const runSchema = z
  .object({
    id: z.string(),
    automation: z.object({
      id: z.string(),
      version: z.int().meta({ description: "That it entered with." }),
    }),
    conversationId: z.string(),
    lineId: z.string(),
    contactId: z.string(),
    episode: z.int(),
    trigger: z
      .object({ type: z.string(), id: z.string() })
      .meta({ description: "The event, call or run that started it." }),
    depth: z
      .int()
      .meta({ description: "How many starts by automations lie between it and the world." }),
    state: z.enum(["running", ...RUN_ENDS]),
    reason: z.string().nullable().meta({ description: "Why it ended." }),
    step: z.string().nullable().meta({ description: "The step at which it stands." }),
    waitsFor: waitSchema.nullable(),
    startedAt: timeSchema,
    endedAt: timeSchema.nullable(),
  })
  .meta({ id: "AutomationRun", examples: [RUN_EXAMPLE] });

export const stepRecordSchema = z
  .object({
    step: z.string(),
    do: z.string(),
    visit: z.int(),
    position: z.int().meta({ description: "Place in the run, rising." }),
    startedAt: timeSchema,
    endedAt: timeSchema.nullable(),
    durationMs: z.int().nullable(),
    input: z.record(z.string(), z.unknown()).meta({ description: "With placeholders filled in." }),
    outcome: z
      .object({ kind: z.string(), detail: z.record(z.string(), z.unknown()).optional() })
      .nullable(),
    next: z.string().nullable(),
  })
  .meta({
    id: "AutomationStep",
    examples: [
      {
        step: "greet",
        do: "note",
        visit: 1,
        position: 1,
        startedAt: "2026-11-22T21:48:00.000Z",
        endedAt: "2026-11-22T21:48:00.000Z",
        durationMs: 0,
        input: { text: "hola" },
        outcome: { kind: "done" },
        next: null,
      },
    ],
  });

export const runWithStepsSchema = runSchema
  .extend({ steps: z.array(stepRecordSchema) })
  .meta({ id: "AutomationRunWithSteps", examples: [{ ...RUN_EXAMPLE, steps: [] }] });

export const evaluationSchema = z
  .object({
    automation: z.object({ id: z.string(), version: z.int() }),
    event: z.object({ type: z.string(), id: z.string() }),
    episode: z.int(),
    at: timeSchema,
    verdict: z.enum(VERDICTS),
    runId: z.string().nullable().meta({ description: "Of the run that it started." }),
    where: z.string().nullable().meta({
      description: "The first condition that did not hold, such as `when.all[1]`.",
    }),
    expected: z.unknown(),
    actual: z.unknown(),
    reason: z
      .string()
      .nullable()
      .meta({ description: "What kept it from starting although it matched." }),
    detail: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({
    id: "AutomationEvaluation",
    examples: [
      {
        automation: { id: "flow_1", version: 3 },
        event: { type: "message.received", id: "e17" },
        episode: 2,
        at: "2026-11-22T21:48:00.000Z",
        verdict: "not_matched",
        runId: null,
        where: "when.all[0]",
        expected: { field: "hasOwner", is: false },
        actual: true,
        reason: null,
        detail: null,
      },
    ],
  });

export function runView(run: RunRecord): z.infer<typeof runSchema> {
  const { id, flowId, flowVersion: version, conversationId, lineId, contactId } = run;
  return {
    id,
    automation: { id: flowId, version },
    conversationId,
    lineId,
    contactId,
    episode: run.episode,
    trigger: { type: run.trigger.type, id: run.trigger.id },
    depth: run.depth,
    state: run.state,
    reason: run.reason,
    step: run.stepId,
    waitsFor: run.waitsFor === null ? null : waitView(run.waitsFor),
    startedAt: iso(run.startedAt),
    endedAt: isoOrNull(run.endedAt),
  };
}

export function waitView(wait: RunWait): z.infer<typeof waitSchema> {
  return {
    kind: wait.kind,
    until: "dueAt" in wait ? iso(wait.dueAt) : null,
    events: wait.kind === "event" ? [...wait.events] : null,
  };
}

export function stepRecordView(record: StepRecord): z.infer<typeof stepRecordSchema> {
  const { stepId, visit, position, startedAt, endedAt, input, outcome, next } = record;
  return {
    step: stepId,
    do: record.do,
    visit,
    position,
    startedAt: iso(startedAt),
    endedAt: isoOrNull(endedAt),
    durationMs: endedAt === null ? null : endedAt - startedAt,
    input,
    outcome,
    next,
  };
}

export function evaluationView(evaluation: Evaluation): z.infer<typeof evaluationSchema> {
  const { flowId: id, flowVersion: version, event, episode, at, verdict } = evaluation;
  const failed = verdict.kind === "not_matched" ? verdict : null;
  const skipped = verdict.kind === "skipped" ? verdict : null;
  return {
    automation: { id, version },
    event: { type: event.type, id: event.id },
    episode,
    at: iso(at),
    verdict: verdict.kind,
    runId: verdict.kind === "started" ? verdict.runId : null,
    where: failed?.at ?? null,
    expected: failed?.expected ?? null,
    actual: failed?.actual ?? null,
    reason: skipped?.reason ?? null,
    detail: skipped?.detail ?? null,
  };
}
