import type { Collection, Filter } from "mongodb";
import { VERDICTS, type Evaluation } from "../../../domain/automation/evaluation.ts";
import { RUN_ENDS, type RunRecord, type StepRecord } from "../../../domain/automation/run.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { RunLog } from "../../automation-store.ts";
import type { Page } from "../../intake-store.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";
import { NEWEST } from "../feed/append.ts";
import type { Collections } from "../documents.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";
import { again, untilDone } from "../retry.ts";
import type { LoggedDocument } from "./automation-documents.ts";

interface NewestQuery {
  flowId: string | null;
  conversationId: string | null;
  kind: string | null;
  cursor: string | null;
  limit: number;
}

/** What automations did, for people to read. */
export function createRunLog(
  collections: Pick<Collections, "runs" | "runSteps" | "evaluations" | "startClaims" | "effects">,
): RunLog {
  const { runs, runSteps, evaluations, startClaims, effects } = collections;
  const newestRuns = newestOf<RunRecord>(runs, { list: "runs", kinds: ["running", ...RUN_ENDS] });
  const newest = newestOf<Evaluation>(evaluations, { list: "evaluations", kinds: VERDICTS });
  return {
    async run(workspaceId, id) {
      const found = await runs.findOne({ _id: keyOf(workspaceId, id) });
      return found === null ? null : (JSON.parse(found.doc) as RunRecord);
    },
    runs: (workspaceId, { state, ...query }) => newestRuns(workspaceId, { ...query, kind: state }),
    async runSteps(workspace, run) {
      const found = await runSteps.find({ workspace, run }).sort({ position: 1 }).toArray();
      return found.map(({ doc }) => JSON.parse(doc) as StepRecord);
    },
    evaluations: (workspaceId, { verdict, ...query }) =>
      newest(workspaceId, { ...query, kind: verdict }),
    async forgetEvaluations({ before, limit }) {
      if (limit <= 0) return 0;
      await again(() => effects.deleteMany({ "end.at": { $lt: before } }));
      const old = await evaluations
        .find({ at: { $lt: before } }, { projection: { _id: 1 } })
        .sort({ at: 1 })
        .limit(limit)
        .toArray();
      const ids = old.map(({ _id }) => _id);
      if (ids.length > 0) await again(() => evaluations.deleteMany({ _id: { $in: ids } }));
      return ids.length;
    },
    async claimStarts(workspaceId, claims) {
      const named = claims.map(({ key, runId }) => ({
        _id: keyOf(workspaceId, key),
        workspace: workspaceId,
        run: runId,
      }));
      const added = await insertNew(startClaims, named);
      const standing = claims.filter((_claim, index) => added[index] === false);
      const holders = await Promise.all(
        standing.map(async ({ key, runId }) => {
          const _id = keyOf(workspaceId, key);
          const { run } = await untilDone(() => startClaims.findOne({ _id }, NEWEST));
          return run === runId ? [] : [{ key, runId: run }];
        }),
      );
      return holders.flat();
    },
  };
}

/**
 * What was written last, first: of a flow, of a conversation, or of all. `kind` stands in the index behind the flow or the workspace; what is
 * asked of all kinds is the merge of their ranges.
 */
function newestOf<T>(
  collection: Collection<LoggedDocument> | Collection<LoggedDocument & { writtenIn: number }>,
  { list, kinds }: { list: string; kinds: readonly string[] },
): (workspaceId: WorkspaceId, query: NewestQuery) => Promise<Page<T>> {
  // Both have these members; the compiler cannot call a method of either type.
  const documents = collection as unknown as Collection<LoggedDocument>;
  return async (workspace, { flowId, conversationId, kind, cursor, limit }) => {
    const [at, id] = cursor === null ? [NEWEST_PLACE, ""] : decodeCursor(list, cursor, [0, ""]);
    const filter: Filter<LoggedDocument> = {
      workspace,
      ...(conversationId === null ? {} : { conversation: conversationId }),
      ...(flowId === null ? {} : { flow: flowId }),
      ...(conversationId !== null && kind === null ? {} : { kind: kind ?? { $in: [...kinds] } }),
      at: { $lte: at },
      $or: [{ at: { $lt: at } }, { at, _id: { $lt: id } }],
    };
    const rows = await documents
      .find(filter)
      .sort({ at: -1, _id: -1 })
      .limit(limit + 1)
      .toArray();
    return pageOf(rows, {
      list,
      limit,
      placeOf: (row) => [row.at, row._id],
      itemOf: ({ doc }) => JSON.parse(doc) as T,
    });
  };
}
