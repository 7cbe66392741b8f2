import type { ContactId, ConversationId, LineId, MessageId, WorkspaceId } from "../ids.ts";
import type { FlowId } from "./flow.ts";
import type { StepId, StepKind } from "./step.ts";

/** Derived from what started it (`runIdOf`), so that the same start is the same run. */
export type RunId = string;

/** What a run waits for. */
export type RunWait =
  /** For what an effect, or a command, of this step comes to. `talks`: it is a message to the contact, or takes the talking over for one. */
  | { kind: "effect"; talks: boolean }
  | { kind: "time"; dueAt: number }
  /** `since`: the conversation's version when it began, for the answer belongs to who asked last. */
  | { kind: "answer"; dueAt: number; since: number }
  /** For a person's word on what a responder wrote, or the contact's next message, which makes it stale (R12.5, Q51). */
  | { kind: "draft"; dueAt: number }
  | { kind: "event"; events: readonly ("answer" | "close" | "assignment")[]; dueAt: number };

/** A run under way, as it stands in its conversation. */
export interface Run {
  id: RunId;
  flowId: FlowId;
  /** The version it entered with (R14.7). */
  flowVersion: number;
  /** The event, call or run that started it. */
  trigger: { type: string; id: string };
  /** How many starts brought about by automations lie between it and the world (Q60). */
  depth: number;
  /** The episode in which it started. */
  episode: number;
  startedAt: number;
  /** The step at which it waits, and for which time it is there; 0: before its first, while it takes over (`takesOver`). */
  stepId: StepId;
  visit: number;
  stepStartedAt: number;
  wait: RunWait;
  /** What the step has to remember of its earlier visits in a row: answers that were not valid, what a responder wants next. */
  memo: StepMemo | null;
  /** What the step was begun with (`StepRecord.input`): its record is written again when it ends. */
  input: Readonly<Record<string, unknown>>;
  /** Steps taken so far, in order: what R14.9 calls before its position. */
  path: readonly StepId[];
  vars: Readonly<Record<string, string>>;
}

/** Of a step that is visited several times before the run goes on. */
export type StepMemo =
  | { kind: "asked"; invalid: number }
  /** What a responder has said, which is still to be sent, and the contact's newest message that it knew of. */
  | {
      kind: "responded";
      texts: readonly string[];
      goesOn: "wait" | "done" | "handOver";
      heardId?: MessageId;
    }
  /** The opportunity that a decision had to look up: its fields, none when there is no opportunity. */
  | { kind: "lookedUp"; fields: Readonly<Record<string, string>> };

/** What a step of the conversation has to tell of a run, as an event of the feed. */
export type RunNews =
  | { kind: "started"; run: RunName; trigger: Run["trigger"] }
  | { kind: "ended"; run: RunName; end: RunEnd; reason: string; stepId: StepId | null };

export type RunName = Pick<Run, "id" | "flowId" | "flowVersion" | "depth">;

export const RUN_ENDS = [
  /** It came to its end. */
  "completed",
  /** A `stop` step, a person, or the flow was switched off with `stopRunning`. */
  "stopped",
  /** The conversation was closed (Q53). */
  "closed",
  /** A person talks (Q50). */
  "handed_over",
  /** A step could not be done, and has no branch for it. */
  "failed",
  /** The flow was edited so that the rest does not match (R14.9). */
  "left",
  /** Started anew (Q56). */
  "restarted",
  /** A limit of section "loops" (Q60). */
  "cut",
] as const;
export type RunEnd = (typeof RUN_ENDS)[number];

/** A run as lists show it: written with each change, read by nothing that decides. */
export interface RunRecord {
  workspaceId: WorkspaceId;
  id: RunId;
  flowId: FlowId;
  flowVersion: number;
  conversationId: ConversationId;
  lineId: LineId;
  contactId: ContactId;
  episode: number;
  trigger: Run["trigger"];
  depth: number;
  state: "running" | RunEnd;
  /** Why it ended, in words; null while it runs. */
  reason: string | null;
  stepId: StepId | null;
  waitsFor: RunWait | null;
  startedAt: number;
  endedAt: number | null;
}

/** One visit of a step: its input, its outcome, its times. Rewritten when it ends. */
export interface StepRecord {
  workspaceId: WorkspaceId;
  runId: RunId;
  stepId: StepId;
  visit: number;
  /** Place in the run, rising. */
  position: number;
  do: StepKind;
  startedAt: number;
  endedAt: number | null;
  /** With placeholders filled in. */
  input: Record<string, unknown>;
  outcome: { kind: string; detail?: Record<string, unknown> } | null;
  next: StepId | null;
}

/** How the reason begins when a run failed over a defect of ours, which somebody has to look at. */
export const DEFECT = "a defect of ours: ";

/** Live runs of one conversation; one more start is `skipped`. */
export const RUNS_MAX = 20;
/** A start at a greater depth is cut (Q60). */
export const DEPTH_MAX = 5;
/** Steps of one run: one more is cut, for a circle of steps would go on for ever (Q60). */
export const RUN_STEPS_MAX = 500;
/** Automation messages of one conversation in an hour. */
export const MESSAGES_PER_HOUR_MAX = 20;

/** The run that this trigger starts of this flow. */
export function runIdOf(flowId: FlowId, conversationId: ConversationId, triggerId: string): RunId {
  return `run_${flowId}_${conversationId}_${triggerId}`;
}

/** Id of what a visit of a step does outside, and of its one result. */
export function effectIdOf(runId: RunId, stepId: StepId, visit: number): string {
  return `${runId}/${stepId}/${visit}`;
}

/** Intake key of a start that is no step of its conversation: what started it starts it once. */
export function startKey(flowId: FlowId, triggerId: string): string {
  return `start|${flowId}|${triggerId}`;
}

/** Intake key of a result, or of a command that a run gives: a namespace of its own. */
export function automationKey(effectId: string): string {
  return `auto|${effectId}`;
}

/** What a flow that starts once for a contact claims, over all conversations of that contact. */
export function startClaimKey(flowId: FlowId, contactId: ContactId): string {
  return `${flowId}|${contactId}`;
}

/** A start that may happen once: of the run that named the key first. */
export interface StartClaim {
  key: string;
  runId: RunId;
}
