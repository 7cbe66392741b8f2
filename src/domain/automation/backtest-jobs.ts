import type { WorkspaceId } from "../ids.ts";
import type { BacktestPlan, BacktestProgress, BacktestReport } from "./backtest.ts";
import type { FlowId } from "./flow.ts";

/** A backtest under way, or one that has ended not long ago. */
export interface BacktestJob {
  id: string;
  workspaceId: WorkspaceId;
  flowId: FlowId;
  state: "running" | "done" | "failed" | "cancelled";
  progress: BacktestProgress;
  startedAt: number;
  endedAt: number | null;
  /** Once it is done. */
  report: BacktestReport | null;
}

/** Backtests of this process: one at a time of each workspace. Nothing of them outlives it. */
export interface Backtests {
  /** `busy`: one of the workspace is under way. */
  start(plan: BacktestPlan): { kind: "started" | "busy"; job: BacktestJob };
  job(workspaceId: WorkspaceId, id: string): BacktestJob | null;
  /** Ends one that is under way, and forgets it; false when there is none. */
  cancel(workspaceId: WorkspaceId, id: string): boolean;
}
