import type { BacktestPlan } from "../../../domain/automation/backtest.ts";
import type { BacktestJob, Backtests } from "../../../domain/automation/backtest-jobs.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { Ids } from "../../../ids.ts";
import { runBacktest, type BacktestDeps } from "./run-backtest.ts";

/** Jobs that are kept of all workspaces; of those that have ended, the oldest go first. */
const KEPT_MAX = 20;

interface Kept {
  job: BacktestJob;
  controller: AbortController;
}

/** Runs backtests in this process. `close` breaks off those that are under way. */
export function createBacktests(
  deps: BacktestDeps & { ids: Pick<Ids, "next"> },
): Backtests & { close(): Promise<void> } {
  const kept = new Map<string, Kept>();
  /** Also those that were cancelled, until they have stopped. */
  const underWay = new Map<WorkspaceId, Kept & { ended: Promise<void> }>();

  async function run(plan: BacktestPlan, job: BacktestJob, { signal }: AbortController) {
    const { log, clock } = deps;
    try {
      const onProgress = (progress: BacktestJob["progress"]) => void (job.progress = progress);
      job.report = await runBacktest(plan, deps, { signal, onProgress });
      job.state = "done";
    } catch (err) {
      job.state = signal.aborted ? "cancelled" : "failed";
      if (!signal.aborted) log.error({ err, flowId: plan.flowId }, "A backtest broke off");
    }
    job.endedAt = clock.now();
    underWay.delete(job.workspaceId);
  }

  function makeRoom(): void {
    for (const [id, { job }] of kept) {
      if (kept.size < KEPT_MAX) return;
      if (job.state !== "running") kept.delete(id);
    }
  }

  const find = (workspaceId: string, id: string): Kept | null => {
    const found = kept.get(id);
    return found?.job.workspaceId === workspaceId ? found : null;
  };

  return {
    start(plan) {
      const { workspaceId, flowId } = plan;
      const running = underWay.get(workspaceId);
      if (running !== undefined) return { kind: "busy", job: running.job };
      makeRoom();
      const job: BacktestJob = {
        id: deps.ids.next("bt"),
        workspaceId,
        flowId,
        state: "running",
        progress: { conversations: 0, events: 0, share: 0 },
        startedAt: deps.clock.now(),
        endedAt: null,
        report: null,
      };
      const controller = new AbortController();
      kept.set(job.id, { job, controller });
      underWay.set(workspaceId, { job, controller, ended: run(plan, job, controller) });
      return { kind: "started", job };
    },
    job: (workspaceId, id) => find(workspaceId, id)?.job ?? null,
    cancel(workspaceId, id) {
      const found = find(workspaceId, id);
      if (found === null) return false;
      found.controller.abort(new Error("the backtest was cancelled"));
      kept.delete(id);
      return true;
    },
    async close() {
      const all = [...underWay.values()];
      for (const { controller } of all) controller.abort(new Error("the process stops"));
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}
