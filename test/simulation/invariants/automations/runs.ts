import { runIdOf, type RunRecord } from "../../../../src/domain/automation/run.ts";
import type { Dump } from "../../../support/memory-store/dump.ts";
import { groupBy } from "../evidence.ts";
import type { Verdict } from "../violation.ts";

/**
 * A run for each trigger of a flow, told once when it starts and once when it ends; what is written down of it is what its conversation knows, and
 * somebody looked whether it should start.
 */
export function checkRuns(verdict: Verdict, { automations, conversations, events }: Dump): void {
  const { runs, evaluations, claims } = automations;
  const known = new Map(runs.map((run) => [run.id, run]));
  const broken = (what: string): void => verdict.broken("runs", what);

  for (const run of runs) {
    const id = runIdOf(run.flowId, run.conversationId, run.trigger.id);
    if (run.id !== id) broken(`${run.id} is the run of ${id}`);
  }
  const under = conversations.flatMap(({ automation }) => automation?.runs ?? []);
  for (const { id, stepId } of under) {
    const record = known.get(id);
    if (record?.state !== "running") broken(`${id} is under way, and written down as ended`);
    else if (record.stepId !== stepId) broken(`${id} is at ${stepId}, and not where it is said`);
  }
  const alive = new Set(under.map(({ id }) => id));
  for (const { id, state } of runs) {
    if (state === "running" && !alive.has(id)) broken(`${id} is said to run, and does not`);
  }
  const told = groupBy(
    events.filter(({ type }) => type.startsWith("automation.run.")),
    ({ type, data }) => `${type} ${(data["run"] as { id: string }).id}`,
  );
  for (const run of runs) {
    const times = (what: string): number =>
      told.get(`automation.run.${what} ${run.id}`)?.length ?? 0;
    if (times("started") !== 1) broken(`${run.id} was told to start ${times("started")} times`);
    const due = run.state === "running" ? 0 : 1;
    if (times("ended") !== due) broken(`${run.id} was told to end ${times("ended")} times`);
    if (due === 1) checkEnd(verdict, run, told.get(`automation.run.ended ${run.id}`)?.[0]?.data);
  }
  const looks = new Map<string, number>();
  for (const { verdict: seen, id } of evaluations) {
    if (seen.kind !== "started") continue;
    looks.set(seen.runId, (looks.get(seen.runId) ?? 0) + 1);
    if (!known.has(seen.runId)) broken(`${id} says that ${seen.runId} started, and it never did`);
  }
  for (const { id } of runs) {
    if (looks.get(id) !== 1) broken(`${id} was decided on ${looks.get(id) ?? 0} times`);
  }
  for (const { key, runId } of claims) {
    if (!known.has(runId)) broken(`${key} is kept for ${runId}, which never started`);
  }
}

function checkEnd(
  verdict: Verdict,
  { id, state, reason, endedAt }: RunRecord,
  told: Record<string, unknown> | undefined,
): void {
  if (endedAt === null || told?.["end"] !== state || told["reason"] !== reason) {
    verdict.broken(
      "runs",
      `${id} ended as ${state}, and was told to end as ${String(told?.["end"])}`,
    );
  }
}
