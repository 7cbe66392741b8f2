import type { AutomationLog } from "../../../src/domain/commit.ts";
import type { RunLog } from "../../../src/store/automation-store.ts";
import { effectAtRest } from "../../../src/store/automation-entries.ts";
import { copyOf } from "./copy.ts";
import { pageOf } from "./paging.ts";
import { workspaceOf, type State, type Workspace } from "./state.ts";

/** Writes what automations did in a turn. */
export function putAutomationLog(
  { id: workspaceId, automations }: Workspace,
  conversationId: string,
  log: AutomationLog,
): void {
  const { runs, steps, evaluations, effects } = automations;
  for (const run of log.runs) runs.set(run.id, run);
  for (const step of log.steps) {
    const own = steps.get(step.runId) ?? new Map();
    steps.set(step.runId, own.set(step.position, step));
  }
  for (const evaluation of log.evaluations) {
    if (!evaluations.has(evaluation.id)) evaluations.set(evaluation.id, evaluation);
  }
  for (const effect of log.effects) {
    if (effects.has(effect.id)) continue;
    const atRest = effectAtRest({ workspaceId, conversationId }, effect);
    effects.set(effect.id, { effect: atRest, turn: null });
  }
}

/** What automations did, for people to read. */
export function createRunLog(state: State): RunLog {
  const of = (workspaceId: string) => workspaceOf(state, workspaceId).automations;
  return {
    async run(workspaceId, id) {
      return copyOf(of(workspaceId).runs.get(id) ?? null);
    },
    async runs(workspaceId, { flowId, conversationId, state: wanted, cursor, limit }) {
      const { runs } = of(workspaceId);
      const found = [...runs.values()]
        .map((row, place) => ({ row, place }))
        .filter(({ row }) => flowId === null || row.flowId === flowId)
        .filter(({ row }) => conversationId === null || row.conversationId === conversationId)
        .filter(({ row }) => wanted === null || row.state === wanted);
      return newest(found, { cursor, limit });
    },
    async runSteps(workspaceId, id) {
      const steps = [...(of(workspaceId).steps.get(id)?.values() ?? [])];
      return copyOf(steps.toSorted((a, b) => a.position - b.position));
    },
    async evaluations(workspaceId, { flowId, conversationId, verdict, cursor, limit }) {
      const { evaluations } = of(workspaceId);
      const found = [...evaluations.values()]
        .map((row, place) => ({ row, place }))
        .filter(({ row }) => flowId === null || row.flowId === flowId)
        .filter(({ row }) => conversationId === null || row.conversationId === conversationId)
        .filter(({ row }) => verdict === null || row.verdict.kind === verdict);
      return newest(found, { cursor, limit });
    },
    async forgetEvaluations({ before, limit }) {
      const old = [...state.workspaces.values()].flatMap(({ automations: { evaluations } }) =>
        [...evaluations.values()]
          .filter(({ at }) => at < before)
          .map(({ id, at }) => ({ id, at, evaluations })),
      );
      const dropped = old.toSorted((a, b) => a.at - b.at).slice(0, limit);
      for (const { id, evaluations } of dropped) evaluations.delete(id);
      return dropped.length;
    },
    async claimStarts(workspaceId, claims) {
      const known = of(workspaceId).claims;
      return claims.flatMap(({ key, runId }) => {
        const holder = known.get(key) ?? runId;
        known.set(key, holder);
        return holder === runId ? [] : [{ key, runId: holder }];
      });
    },
  };
}

function newest<T>(
  found: readonly { row: T; place: number }[],
  { cursor, limit }: { cursor: string | null; limit: number },
) {
  const placeOf = ({ place }: { place: number }) => [place];
  const page = pageOf(found, { cursor, limit, directions: [-1], placeOf });
  return copyOf({ items: page.items.map(({ row }) => row), cursor: page.cursor });
}
