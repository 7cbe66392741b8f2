import type { Clock } from "../../clock.ts";
import { ENGINE } from "../../domain/actor.ts";
import type { Flow } from "../../domain/automation/flow.ts";
import type { RunRecord } from "../../domain/automation/run.ts";
import { engineKey } from "../../domain/intake/intake.ts";
import type { Doorbell } from "../../queues/doorbell.ts";
import type { FlowStore, RunLog } from "../../store/automation-store.ts";
import type { IntakeStore } from "../../store/intake-store.ts";
import { pageByPage } from "../page-by-page.ts";

/** Ends the runs of flows that were switched off with `stopRunning` (Q63). */
export type StopRuns = () => Promise<void>;

const FLOWS_MAX = 20;
const PAGE = 100;
/** One flow gets at most this long at a go; the next sweep finds the rest. */
const FLOW_MS_MAX = 10_000;
/** A turn that began before the flow was switched off may still start a run: so long nothing may be left before it is over. */
const SETTLED_MS = 30_000;

/**
 * Runs of flows that are to end, each by a step of its own conversation, however many there are: page by page, behind live messages. Whoever crashes here
 * leaves the flow's `stopRunsBefore`, and asking twice for the same is asking once.
 */
export function createStopRuns({
  store,
  clock,
  doorbell,
  stopping,
}: {
  store: Pick<FlowStore, "flowsToStop" | "changeFlow"> &
    Pick<RunLog, "runs"> &
    Pick<IntakeStore, "submit">;
  clock: Clock;
  doorbell: Pick<Doorbell, "ringConversations">;
  stopping?: AbortSignal;
}): StopRuns {
  async function stop(run: RunRecord, before: number): Promise<void> {
    const { workspaceId, conversationId, flowId } = run;
    const key = engineKey(conversationId, `stop ${flowId} ${before}`);
    const which = { kind: "flow", flowId, before } as const;
    await store.submit({
      workspaceId,
      conversationId,
      key,
      command: { name: "stopRuns", which },
      actor: ENGINE,
      fingerprint: key,
      receivedAt: clock.now(),
    });
  }

  /** Whether none was left. */
  function stopAll(
    { workspaceId, id: flowId }: Flow,
    { before, endsAt }: { before: number; endsAt: number },
  ): Promise<boolean> {
    const of = { flowId, conversationId: null, state: "running" } as const;
    return pageByPage({
      read: async (cursor) => {
        const page = await store.runs(workspaceId, { ...of, cursor, limit: PAGE });
        return { ...page, items: page.items.filter(({ startedAt }) => startedAt <= before) };
      },
      work: async (runs) => {
        await Promise.all(runs.map((run) => stop(run, before)));
        doorbell.ringConversations("bulk", runs);
      },
      isOver: () => stopping?.aborted === true || clock.now() >= endsAt,
    });
  }

  return async () => {
    for (const flow of await store.flowsToStop({ limit: FLOWS_MAX })) {
      const { stopRunsBefore: before, revision } = flow;
      if (stopping?.aborted === true || before === null) return;
      const isEmpty = await stopAll(flow, { before, endsAt: clock.now() + FLOW_MS_MAX });
      if (!isEmpty || clock.now() < before + SETTLED_MS) continue;
      // Whoever changed it meanwhile leaves it to the next sweep.
      await store.changeFlow({ ...flow, stopRunsBefore: null, revision: revision + 1 }, null);
    }
  };
}
