import type { BacktestPlan } from "../../../domain/automation/backtest.ts";
import type { FlowBook } from "../../../domain/automation/flow-book.ts";
import type { Flow, FlowDefinition, FlowVersion } from "../../../domain/automation/flow.ts";
import { makeFlowBook, type SwitchedOn } from "../../../domain/automation/make-flow-book.ts";
import type { HistoryEntry } from "../../../domain/intake/intake.ts";
import { timeZoneOf } from "../../../domain/people/workspace.ts";
import type { FlowStore } from "../../../store/automation-store.ts";
import type { PeopleStore } from "../../../store/people-store.ts";

export type BookDeps = Pick<FlowStore, "liveFlows" | "flow" | "flowVersion"> &
  Pick<PeopleStore, "workspace">;

/** The flows of a backtest: those of the workspace as they are now, with the rehearsed version in its place, and with what it is compared with. */
export interface Books {
  timeZone: string;
  draft: FlowBook;
  live: FlowBook | null;
  /** All definitions in them. */
  definitions: readonly FlowDefinition[];
  /** Reads the versions of runs that were under way when the period began. */
  learn(history: readonly HistoryEntry[], since: number): Promise<void>;
}

/** A version that is no version yet; what its runs are known by. */
const UNSAVED = 0;

export async function createBooks(plan: BacktestPlan, store: BookDeps): Promise<Books> {
  const { workspaceId, flowId, version, definition, against } = plan;
  const [{ flows }, workspace, flow] = await Promise.all([
    store.liveFlows(workspaceId),
    store.workspace(workspaceId),
    store.flow(workspaceId, flowId),
  ]);
  const timeZone = timeZoneOf(workspace);
  const others = flows.filter((one) => one.flow.id !== flowId).map(withoutStop);
  const known = new Map<string, FlowDefinition>();
  const bookWith = (number: number, definition: FlowDefinition): FlowBook => {
    const rehearsed = switchedOn(plan, { flow, number, definition });
    const inOrder = [...others, rehearsed].toSorted((a, b) => a.flow.createdAt - b.flow.createdAt);
    const book = makeFlowBook(timeZone, inOrder);
    return {
      ...book,
      definition: (id, number) =>
        book.definition(id, number) ?? known.get(`${id}|${number}`) ?? null,
    };
  };
  return {
    timeZone,
    draft: bookWith(version ?? UNSAVED, definition),
    live: against === null ? null : bookWith(against.version, against.definition),
    definitions: [
      definition,
      ...(against === null ? [] : [against.definition]),
      ...others.map(({ live }) => live.definition),
    ],
    async learn(history, since) {
      const first = history.findIndex(({ applied }) => applied.at >= since);
      const before = first < 0 ? history : history.slice(0, first);
      const last = before.findLast(({ input }) => input.kind === "automation")?.input;
      for (const run of last?.kind === "automation" ? last.state.runs : []) {
        const key = `${run.flowId}|${run.flowVersion}`;
        if (known.has(key)) continue;
        const found = await store.flowVersion(workspaceId, run.flowId, run.flowVersion);
        if (found !== null) known.set(key, found.definition);
      }
    },
  };
}

/** Runs of the rehearsal start in a past that a `stopRunning` of today would end. */
function withoutStop({ flow, live }: SwitchedOn): SwitchedOn {
  return { flow: { ...flow, stopRunsBefore: null }, live };
}

function switchedOn(
  { workspaceId, flowId, since }: BacktestPlan,
  { flow, number, definition }: { flow: Flow | null; number: number; definition: FlowDefinition },
): SwitchedOn {
  const live: FlowVersion = {
    workspaceId,
    flowId,
    version: number,
    definition,
    createdBy: null,
    createdAt: since,
  };
  const standing: Flow = flow ?? {
    workspaceId,
    id: flowId,
    name: definition.name,
    newestVersion: number,
    liveVersion: number,
    liveSince: since,
    stopRunsBefore: null,
    hookHash: null,
    secrets: [],
    revision: 1,
    // Behind all others: it is the newest.
    createdAt: Number.MAX_SAFE_INTEGER,
    updatedAt: since,
  };
  return withoutStop({ flow: standing, live });
}
