import type { AutomationLog } from "../../../domain/commit.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import { laneOfTask } from "../../../domain/automation/effect.ts";
import type { Connection } from "../connection.ts";

/** Writes what automations did in a turn; to be called inside a write. A turn without any costs no statement. */
export type PutAutomationLog = (
  place: { workspaceId: WorkspaceId; conversation: number },
  log: AutomationLog,
) => void;

export function createAutomationLog(connection: Connection): PutAutomationLog {
  const putRun = connection.statement(
    `insert into runs (workspace, id, flow, conversation, state, doc) values (?, ?, ?, ?, ?, ?)
     on conflict (id, workspace) do update set state = excluded.state, doc = excluded.doc`,
  );
  const putStep = connection.statement(
    `insert into run_steps (workspace, run, position, doc) values (?, ?, ?, ?)
     on conflict do update set doc = excluded.doc`,
  );
  const addEvaluation = connection.statement(
    `insert into evaluations (workspace, id, flow, conversation, verdict, at, doc)
     values (?, ?, ?, ?, ?, ?, ?) on conflict (id, workspace) do nothing`,
  );
  const addEffect = connection.statement(
    `insert into effects (workspace, id, conversation, lane, attempts, failures, next_attempt_at, due_at,
       created_at, doc)
     values (?1, ?2, ?3, ?4, 0, 0, ?5, ?5, ?5, ?6) on conflict (id, workspace) do nothing`,
  );
  return ({ workspaceId, conversation }, { runs, steps, evaluations, effects }) => {
    for (const run of runs) {
      const { id, flowId, state } = run;
      putRun.run(workspaceId, id, flowId, conversation, state, JSON.stringify(run));
    }
    for (const step of steps) {
      putStep.run(workspaceId, step.runId, step.position, JSON.stringify(step));
    }
    for (const evaluation of evaluations) {
      const { id, flowId, verdict, at } = evaluation;
      const values = [verdict.kind, Math.trunc(at), JSON.stringify(evaluation)] as const;
      addEvaluation.run(workspaceId, id, flowId, conversation, ...values);
    }
    for (const effect of effects) {
      const { id, task, createdAt } = effect;
      const values = [laneOfTask(task), Math.trunc(createdAt), JSON.stringify(effect)] as const;
      addEffect.run(workspaceId, id, conversation, ...values);
    }
  };
}
