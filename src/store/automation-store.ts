import type { Effect, EffectLane } from "../domain/automation/effect.ts";
import type { Evaluation } from "../domain/automation/evaluation.ts";
import type { Flow, FlowId, FlowVersion } from "../domain/automation/flow.ts";
import type {
  Run,
  RunEnd,
  RunId,
  RunRecord,
  StartClaim,
  StepRecord,
} from "../domain/automation/run.ts";
import type { ConversationId, UserId, WorkspaceId } from "../domain/ids.ts";
import type { AskedCommand } from "../domain/intake/intake.ts";
import type { EffectResult } from "../domain/automation/effect.ts";
import type { Page } from "./intake-store.ts";

/** Flows, what became of them, and the outbox of what runs do outside (ADR 14). */
export interface AutomationStore extends FlowStore, RunLog, EffectStore, StartFeedStore {}

/** Flows and their versions. Each change of one counts `Mailbox.flowsVersion` of its workspace up, in the same write. */
export interface FlowStore {
  /** Adds a flow with its first version. A flow whose id stands is left as it is. */
  addFlow(flow: Flow, version: FlowVersion): Promise<void>;
  /**
   * Writes a flow, with a new version of it or without, if its stored revision is still one less. False when somebody was faster, or there
   * is no such flow.
   */
  changeFlow(flow: Flow, version: FlowVersion | null): Promise<boolean>;
  /**
   * Takes a flow away, if its stored revision is still this one; its runs and versions stay. That none of its runs is under way is the caller's to see
   * to. False when somebody was faster.
   */
  deleteFlow(workspaceId: WorkspaceId, id: FlowId, revision: number): Promise<boolean>;
  flow(workspaceId: WorkspaceId, id: FlowId): Promise<Flow | null>;
  /** The flow of an incoming call's secret. */
  flowByHook(hookHash: string): Promise<Flow | null>;
  /** In the order of their creation. */
  flows(
    workspaceId: WorkspaceId,
    query: { cursor: string | null; limit: number },
  ): Promise<Page<Flow>>;
  flowVersion(workspaceId: WorkspaceId, id: FlowId, version: number): Promise<FlowVersion | null>;
  /** Newest first. */
  flowVersions(workspaceId: WorkspaceId, id: FlowId): Promise<Omit<FlowVersion, "definition">[]>;
  /** All flows that are switched on, with their live versions, in the order of their creation; as of `version` (`Mailbox.flowsVersion`). */
  liveFlows(workspaceId: WorkspaceId): Promise<LiveFlows>;
  /** `LiveFlows.version`, as it is now. */
  flowsVersion(workspaceId: WorkspaceId): Promise<number>;
  /** Flows whose runs are being ended, of all workspaces. */
  flowsToStop(query: { limit: number }): Promise<Flow[]>;
}

export interface LiveFlows {
  version: number;
  flows: { flow: Flow; live: FlowVersion }[];
}

/** What automations did, for people to read. */
export interface RunLog {
  run(workspaceId: WorkspaceId, id: RunId): Promise<RunRecord | null>;
  /** Newest first. */
  runs(workspaceId: WorkspaceId, query: RunQuery): Promise<Page<RunRecord>>;
  /** Its steps in their order. */
  runSteps(workspaceId: WorkspaceId, id: RunId): Promise<StepRecord[]>;
  /** Newest first. They are kept for a month only: see `forgetEvaluations`. */
  evaluations(workspaceId: WorkspaceId, query: EvaluationQuery): Promise<Page<Evaluation>>;
  /** Drops up to `limit` evaluations of before `before`, of all workspaces, oldest first. Returns how many. */
  forgetEvaluations(query: { before: number; limit: number }): Promise<number>;
  /**
   * Claims what may be started once (`oncePerContact`), for ever: each key is the run's that named it first. Returns those that belong to
   * another run.
   */
  claimStarts(workspaceId: WorkspaceId, claims: readonly StartClaim[]): Promise<StartClaim[]>;
}

export interface RunQuery {
  flowId: FlowId | null;
  conversationId: ConversationId | null;
  state: "running" | RunEnd | null;
  cursor: string | null;
  limit: number;
}

export interface EvaluationQuery {
  flowId: FlowId | null;
  conversationId: ConversationId | null;
  verdict: Evaluation["verdict"]["kind"] | null;
  cursor: string | null;
  limit: number;
}

/**
 * The outbox of automations: at least once, each with one id for ever and one result. What has ended leaves the outbox. Only the attempt that was
 * counted last may put an effect back or end it.
 */
export interface EffectStore {
  /** Takes up to `limit` due effects of a lane (`laneOfTask`), oldest first, for `leaseMs`, and counts the attempt. */
  claimEffects(claim: {
    lane: EffectLane;
    now: number;
    leaseMs: number;
    limit: number;
  }): Promise<Effect[]>;
  /** Puts one back, to be tried again from `nextAttemptAt` on; unless it was settled, or somebody else has claimed it since. */
  retryEffect(
    effect: Pick<Effect, "workspaceId" | "id" | "attempts">,
    again: Pick<Effect, "nextAttemptAt" | "failures">,
  ): Promise<void>;
  /**
   * Ends an effect, and puts its result into the mailbox under `automationKey(effect.id)`: both or neither; done before it is `ignored`. The caller rings
   * the conversation's doorbell.
   */
  settleEffect(settlement: EffectSettlement): Promise<"settled" | "ignored">;
  /** The earliest time after `now` at which an effect is due; null when none waits. */
  nextEffectAt(query: { now: number }): Promise<number | null>;
  /** Effects that wait, and when the oldest was made. */
  effectDepth(): Promise<{ waiting: number; oldestCreatedAt: number | null }>;
  /**
   * Whose turn it is (Q42): moves the pointer of this step on to the next of `userIds` behind the one who was last (`nextInTurn`), atomically. Asked again
   * for the same effect, as long as that has not ended, it answers the same. Null when there is nobody.
   */
  takeTurn(turn: {
    workspaceId: WorkspaceId;
    /** Flow and step. */
    pointer: string;
    effectId: string;
    /** Those who may be chosen. */
    userIds: readonly UserId[];
  }): Promise<UserId | null>;
  /** Open conversations of each of these users. */
  openCounts(workspaceId: WorkspaceId, userIds: readonly UserId[]): Promise<Map<UserId, number>>;
  /**
   * Asks for a start in a conversation, which is begun if it is not there (`Submission.begins`). `repeated`: the key was used before.
   */
  submitStart(start: StartAsked): Promise<"submitted" | "repeated" | "unknown_conversation">;
}

/** How far the feed has been read for flows that start on changes of contacts: at least once, which the keys of starts make exactly once. */
export interface StartFeedStore {
  /** The `seq` up to which it was read; 0 at first. */
  startsCursor(workspaceId: WorkspaceId): Promise<number>;
  /** Moves it, forward only. */
  moveStartsCursor(workspaceId: WorkspaceId, seq: number): Promise<void>;
  /** Workspaces whose feed goes on behind it. */
  unstarted(): Promise<WorkspaceId[]>;
}

export interface EffectSettlement {
  workspaceId: WorkspaceId;
  id: string;
  attempts: number;
  at: number;
  ends: { kind: "result"; result: EffectResult } | { kind: "command"; command: AskedCommand };
}

export interface StartAsked {
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
  /** Unique for ever: what asks twice for the same asks once. */
  key: string;
  flowId: FlowId;
  trigger: Run["trigger"];
  vars: Record<string, string>;
  depth: number;
  actor: AskedCommand["actor"];
  receivedAt: number;
  begins?: { lineId: string; contactId: string };
}
