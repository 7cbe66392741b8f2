import type { ContactId, ConversationId, LineId, WorkspaceId } from "../ids.ts";
import type { FlowDefinition, FlowId } from "./flow.ts";
import type { RunEnd } from "./run.ts";

/** The longest past that is gone through. */
export const BACKTEST_DAYS_MAX = 90;
/** Runs that a backtest shows one by one. */
export const BACKTEST_RUNS_MAX = 1_000;

/** What is to be rehearsed over the past of a workspace. */
export interface BacktestPlan {
  workspaceId: WorkspaceId;
  /** The name under which its runs are known; that of a flow, where it is to be compared. */
  flowId: FlowId;
  /** Null: a definition that is no version of a flow yet. */
  version: number | null;
  definition: FlowDefinition;
  /** What it is compared with; null: with nothing. */
  against: { version: number; definition: FlowDefinition } | null;
  /** Conversations are gone through from here on, as they were at this time. */
  since: number;
  until: number;
  /** Null: all lines. */
  lineIds: readonly LineId[] | null;
  /** Runs that are shown one by one, at most. */
  limit: number;
}

/** How far it has come. */
export interface BacktestProgress {
  conversations: number;
  /** Entries of the past that were gone through. */
  events: number;
  /** How much of the past has been gone through, from 0 to 1, about; null where the store cannot tell. */
  share: number | null;
}

/** What one version would have done. */
export interface VersionFigures {
  /** Times that an event was looked at: how many started a run, and what kept the others from it. */
  evaluations: {
    started: number;
    /** By the first condition that did not hold. */
    notMatched: Record<string, number>;
    skipped: Record<string, number>;
  };
  runs: { started: number; ended: Partial<Record<RunEnd | "running", number>> };
  /** `templates`: by name, what costs money. */
  messages: { freeForm: number; templates: Record<string, number> };
  conversations: number;
  /** By days of the workspace's time zone, in order. */
  byDay: Record<string, { runs: number; messages: number; templates: number }>;
  /** By hours of the day, 0 to 23. */
  byHour: { runs: number; messages: number; templates: number }[];
  /** What had to be assumed because nobody can know it: how often. */
  assumed: Record<AssumedName, number>;
}

export const ASSUMED = ["webhooks", "responders", "opportunities", "crm", "picks"] as const;
export type AssumedName = (typeof ASSUMED)[number];

/** One run: who would have got what, and when. */
export interface BacktestRun {
  /** Whose it is: the rehearsed version's, or that of the version it is compared with; `both` start at the same thing. */
  in: "both" | "draft" | "live";
  conversationId: ConversationId;
  contact: { id: ContactId; name: string };
  startedAt: number;
  endedAt: number | null;
  state: RunEnd | "running";
  /** Of the rehearsed version, where both have it. */
  messages: { at: number; kind: "freeForm" | "template"; text: string }[];
}

export interface BacktestReport {
  flowId: FlowId;
  version: number | null;
  against: number | null;
  since: number;
  until: number;
  /** Those with steps in the period, each counted once. */
  conversations: {
    /** Gone through step by step. */
    rehearsed: number;
    /** Where nothing could start the flow: they were not gone through. */
    passedOver: number;
    /** Where the rehearsal broke off over a defect. */
    failed: number;
  };
  events: number;
  draft: VersionFigures;
  live: VersionFigures | null;
  /** Starts: of both, and of one alone. */
  compared: { both: number; onlyDraft: number; onlyLive: number } | null;
  /** Up to the limit that was asked for, by the order of their starts. */
  runs: BacktestRun[];
  /** Those beyond it. */
  moreRuns: number;
  cannotKnow: readonly string[];
}

/** What a rehearsal cannot know, whatever it does. */
export const CANNOT_KNOW = [
  "fields of contacts, their tags in the CRM and their opportunities are asked as they are now",
  "endpoints and responders answer as they really did at the same step of the same run, and with nothing where they were never asked",
  "changes of contacts, calls from outside and starts by hand that would have started it, but for those that really did",
  "users are picked among those who can be given conversations now, with turns of its own",
  "what contacts would have answered to messages that they never got",
  "starts once per contact that happened in other conversations before the period",
  "flows other than this one act as they are now",
] as const;
