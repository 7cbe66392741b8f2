import type { RunNews } from "../../domain/automation/run.ts";

/** What the event of a run's start or end says. */
export function runData(news: RunNews): Record<string, unknown> {
  const { id, flowId, flowVersion, depth } = news.run;
  const run = { id, flowId, flowVersion, depth };
  return news.kind === "started"
    ? { run, trigger: news.trigger }
    : { run, end: news.end, reason: news.reason, stepId: news.stepId };
}
