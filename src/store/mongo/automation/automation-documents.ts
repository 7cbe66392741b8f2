import type { ObjectId } from "mongodb";
import type { EffectLane } from "../../../domain/automation/effect.ts";

/**
 * All flows of a workspace, in the order of their creation. One document, so that a change of a flow, a new version of it, and the count of
 * the changes are one write; definitions lie elsewhere, so that it stays small.
 */
export interface FlowBookDocument {
  /** The workspace. */
  _id: string;
  /** Counts the changes; compared at each. */
  version: number;
  flows: FlowMembers[];
  /** The last change, kept: it tells a caller whose answer got lost that it was theirs. */
  lastChange: ObjectId;
  /** Versions on their way into their collection; `body` is their JSON. */
  moving?: { id: ObjectId; body: string };
}

export interface FlowMembers {
  id: string;
  /** Absent without one. */
  hook?: string;
  /** Absent unless its runs are being ended. */
  stopBefore?: number;
  doc: string;
}

export interface FlowVersionDocument {
  /** Workspace, flow and version. */
  _id: string;
  workspace: string;
  flow: string;
  version: number;
  createdBy: string | null;
  createdAt: number;
  definition: string;
}

/** What lists of runs and of evaluations ask for. `kind` is a run's state, or an evaluation's verdict. */
export interface LoggedDocument {
  /** Workspace and id. */
  _id: string;
  workspace: string;
  conversation: string;
  flow: string;
  kind: string;
  at: number;
  doc: string;
}

export interface RunDocument extends LoggedDocument {
  /** Version that the commit led to which wrote this state. */
  writtenIn: number;
}

export interface RunStepDocument {
  /** Workspace, run and position. */
  _id: string;
  workspace: string;
  run: string;
  position: number;
  writtenIn: number;
  doc: string;
}

export interface StartClaimDocument {
  /** Workspace and key. */
  _id: string;
  workspace: string;
  run: string;
}

/**
 * An effect. Of one that has ended a stub stays, so that whoever moves its commit out once more does not bring it back; it goes when it is old
 * (`forgetEvaluations`).
 */
export interface EffectDocument {
  /** Workspace and id. */
  _id: string;
  workspace: string;
  conversation: string;
  attempts: number;
  failures: number;
  nextAttemptAt: number;
  leaseUntil: number | null;
  /** JSON of what was decided; absent once it has ended. */
  doc?: string;
  /** Until it ends. `at`: when somebody may take it, at its time or when whoever has it loses it. */
  due?: { lane: EffectLane; at: number; createdAt: number };
  /** Whose turn it was given, if it asked. */
  turn?: string;
  /** The mark of its end, kept, and when that was. */
  end?: { id: ObjectId; at: number };
  /** The entry that tells of its end, as JSON, until it stands in the mailbox. */
  report?: { since: number; body: string; line: string; contact: string };
}

/** Whose turn it was last. */
export interface TurnDocument {
  /** Workspace and pointer. */
  _id: string;
  workspace: string;
  /** Counts the turns; compared at each. */
  moves: number;
  last: string;
  /** Which effect the last turn was given to: noted with that one before the next turn is given. */
  effect: string;
}

/** Collections of automations, by their names in the database. */
export interface AutomationDocuments {
  flowBooks: FlowBookDocument;
  flowVersions: FlowVersionDocument;
  runs: RunDocument;
  runSteps: RunStepDocument;
  evaluations: LoggedDocument;
  startClaims: StartClaimDocument;
  effects: EffectDocument;
  turns: TurnDocument;
}
