import type {
  BacktestPlan,
  BacktestProgress,
  BacktestReport,
} from "../../../domain/automation/backtest.ts";
import { BacktestPass, type PassDeps } from "./backtest-pass.ts";
import { createBooks, type BookDeps } from "./books.ts";
import { createPicks, type PickDeps } from "./picks.ts";

export interface BacktestDeps extends PassDeps {
  store: PassDeps["store"] & BookDeps & PickDeps["store"];
  clock: PickDeps["clock"];
}

/** More are not needed but where flows that start once per contact start one another; then the last one counts. */
const PASSES_MAX = 4;

/**
 * Rehearses a version of a flow, and what it is compared with, over the past of a workspace: page by page, in slices between which others have their turn.
 * Where a flow that starts once per contact starts in several conversations of somebody, the past is gone through again, to let it start where it
 * comes first. Nothing is written. Rejects with the signal's reason once that is aborted.
 */
export async function runBacktest(
  plan: BacktestPlan,
  deps: BacktestDeps,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: BacktestProgress) => void },
): Promise<BacktestReport> {
  const books = await createBooks(plan, deps.store);
  const { definitions } = books;
  const picks = await createPicks(plan.workspaceId, definitions, deps);
  const passes = definitions.some(({ runPolicy }) => runPolicy.kind === "oncePerContact") ? 2 : 1;
  let before: BacktestPass["once"] | null = null;
  for (let count = 1; ; count++) {
    const pass: BacktestPass = new BacktestPass({ plan, books, picks, before }, deps);
    const shareOf = (share: number) => Math.min(1, (count - 1 + share) / passes);
    const report = await pass.go(signal, ({ share, ...done }) =>
      onProgress({ ...done, share: share === null ? null : shareOf(share) }),
    );
    if (pass.isSettled || count === PASSES_MAX) return report;
    before = pass.once;
  }
}
