import type { ContactId, ConversationId, LineId, MessageId, UserId, WorkspaceId } from "../ids.ts";
import type { FlowId } from "./flow.ts";
import type { FlowMessage, FlowTemplate } from "./message.ts";
import type { RunId } from "./run.ts";
import type { Assignee, StepId } from "./step.ts";

/** What a worker does for a step. Placeholders are filled in already. */
export type EffectTask =
  /** Resolved, and given to the conversation as a `send` command under the lease it was decided under. */
  | { kind: "send"; messages: FlowMessage[]; lease: number }
  | { kind: "sendTemplate"; template: FlowTemplate; lease: number }
  | { kind: "assign"; to: Assignee; onlyIfUnassigned: boolean; markUnread: boolean }
  /** Its result has the fields of `opportunityField` as `vars`, by their keys; none when the contact has no opportunity. */
  | { kind: "lookUpOpportunity" }
  | { kind: "setField"; field: string; value: string }
  | { kind: "createContact"; firstName: string; lastName: string }
  | {
      kind: "createRecord";
      record: "opportunity" | "task";
      title: string;
      stage: string | null;
      dueAt: number | null;
      ownerId: UserId | null;
    }
  /** Signed like a delivery, with the effect's id as `webhook-id`. */
  | { kind: "webhook"; url: string; body: Record<string, unknown>; save: Record<string, string> }
  | { kind: "respond"; url: string; body: Record<string, unknown> };

/**
 * Where it happens: in our own store, which takes moments, or at somebody's endpoint, which may take as long as it likes. Claimed apart, so that no
 * endpoint of anybody's holds up an assignment.
 */
export type EffectLane = "inside" | "outside";

export function laneOfTask({ kind }: EffectTask): EffectLane {
  return kind === "webhook" || kind === "respond" ? "outside" : "inside";
}

/** An effect as a step decides it; written with the step's commit. */
export interface NewEffect {
  /** `effectIdOf`. */
  id: string;
  runId: RunId;
  flowId: FlowId;
  stepId: StepId;
  /** Of whatever it does: its cause's (`Cause`). */
  depth: number;
  lineId: LineId;
  contactId: ContactId;
  task: EffectTask;
  createdAt: number;
}

/** An effect at rest. */
export interface Effect extends NewEffect {
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
  /** Claims so far. */
  attempts: number;
  /** Attempts so far that came to nothing for a cause that passes. One that was put back untried is none. */
  failures: number;
  nextAttemptAt: number;
  leaseUntil: number | null;
}

/** What became of an effect that ends in no command of its own. */
export type EffectResult =
  | { kind: "done"; vars: Record<string, string> }
  /** A responder's answer. `heardId`: the contact's newest message that it knew of; not said where that is not known. */
  | {
      kind: "answered";
      texts: string[];
      then: "wait" | "done" | "handOver";
      heardId?: MessageId;
    }
  /** There is nobody to assign to. */
  | { kind: "nobody" }
  /** It cannot be done, or was tried as often as sensible. */
  | { kind: "failed"; code: string; detail: string };
