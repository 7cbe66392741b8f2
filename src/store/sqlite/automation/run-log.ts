import { VERDICTS, type Evaluation } from "../../../domain/automation/evaluation.ts";
import { RUN_ENDS, type RunRecord, type StepRecord } from "../../../domain/automation/run.ts";
import type { RunLog } from "../../automation-store.ts";
import type { Connection } from "../connection.ts";
import { createNewest } from "./newest.ts";

/** What automations did, for people to read. */
export function createRunLog(connection: Connection): RunLog {
  const runs = createNewest<RunRecord>(connection, {
    table: "runs",
    kind: "state",
    kinds: ["running", ...RUN_ENDS],
  });
  const evaluations = createNewest<Evaluation>(connection, {
    table: "evaluations",
    kind: "verdict",
    kinds: [...VERDICTS],
  });
  const run = connection.query<{ doc: string }>(
    "select doc from runs where id = ? and workspace = ?",
  );
  const steps = connection.query<{ doc: string }>(
    "select doc from run_steps where run = ? and workspace = ? order by position",
  );
  return {
    ...createForgetting(connection),
    ...createStartClaims(connection),
    run: (workspaceId, id) =>
      connection.read(() => {
        const row = run.get(id, workspaceId);
        return row === undefined ? null : (JSON.parse(row.doc) as RunRecord);
      }),
    runs: (workspaceId, { state, ...query }) => runs(workspaceId, { ...query, kind: state }),
    runSteps: (workspaceId, id) =>
      connection.read(() =>
        steps.all(id, workspaceId).map(({ doc }) => JSON.parse(doc) as StepRecord),
      ),
    evaluations: (workspaceId, { verdict, ...query }) =>
      evaluations(workspaceId, { ...query, kind: verdict }),
  };
}

function createForgetting(connection: Connection): Pick<RunLog, "forgetEvaluations"> {
  // The oldest have the smallest numbers, so no index is needed to find them.
  const drop = connection.statement(
    `delete from evaluations where pk < (select min(pk) from evaluations) + ? and at < ?`,
  );
  const isOld = connection.query<{ old: number }>(
    `select at < ? as old from evaluations where pk = (select min(pk) from evaluations)`,
  );
  return {
    async forgetEvaluations({ before, limit }) {
      const until = Math.ceil(before);
      // Asked often and mostly in vain: no write for nothing.
      const oldest = await connection.read(() => isOld.get(until));
      return oldest?.old === 1 ? connection.write(() => drop.run(limit, until)) : 0;
    },
  };
}

function createStartClaims(connection: Connection): Pick<RunLog, "claimStarts"> {
  const claim = connection.statement(
    "insert into start_claims (key, workspace, run) values (?, ?, ?) on conflict do nothing",
  );
  const holder = connection.query<{ run: string }>(
    "select run from start_claims where key = ? and workspace = ?",
  );
  return {
    async claimStarts(workspaceId, claims) {
      if (claims.length === 0) return [];
      return connection.write(() =>
        claims.flatMap(({ key, runId }) => {
          if (claim.run(key, workspaceId, runId) === 1) return [];
          const run = holder.get(key, workspaceId)?.run;
          return run === undefined || run === runId ? [] : [{ key, runId: run }];
        }),
      );
    },
  };
}
