import type { LineId, WorkspaceId } from "../../domain/ids.ts";
import type { SendStore } from "../../store/send-store.ts";
import { LineDispatcher, type LineDispatcherDeps } from "./line-dispatcher.ts";
import { createSendAlarm } from "./send-alarm.ts";

const LINES_MAX = 1_000;
const OVERDUE_MAX = 500;

export interface SendLinesDeps extends LineDispatcherDeps {
  store: LineDispatcherDeps["store"] &
    Pick<SendStore, "dueSendLines" | "settleOverdueSends" | "nextSendAt">;
}

/** The dispatching of all lines, as far as this process does it. */
export interface SendLines {
  /** A line may have something to send. Returns at once; the work goes on by itself. */
  wake(workspaceId: WorkspaceId, lineId: LineId): void;
  /**
   * Looks through the store: sends of processes that died become uncertain, and lines with due sends are woken. Rejects as the store does,
   * and waits for no answer of WhatsApp's.
   */
  sweep(): Promise<void>;
  /** Waits for everything that is under way. */
  idle(): Promise<void>;
}

export function createSendLines(deps: SendLinesDeps): SendLines {
  const { store, clock, doorbell, metrics, stopping } = deps;
  const dispatchers = new Map<string, LineDispatcher>();
  const running = new Set<Promise<void>>();

  const dispatcherOf = (workspaceId: WorkspaceId, lineId: LineId): LineDispatcher => {
    const key = `${workspaceId} ${lineId}`;
    const known = dispatchers.get(key);
    if (known !== undefined) return known;
    const made = new LineDispatcher(deps, { workspaceId, lineId });
    dispatchers.set(key, made);
    return made;
  };

  const wake = (workspaceId: WorkspaceId, lineId: LineId): void => {
    if (stopping?.aborted === true) return;
    const run = dispatcherOf(workspaceId, lineId)
      .wake()
      .then(() => {
        running.delete(run);
        alarm.look();
      });
    running.add(run);
  };

  const sweep = async (): Promise<void> => {
    const given = await store.settleOverdueSends({ now: clock.now(), limit: OVERDUE_MAX });
    if (given.length > 0) {
      // Of a conversation one send at a time is under way.
      metrics?.sends.inc({ result: "uncertain", class: "abandoned" }, given.length);
      doorbell.ringConversations("live", given);
    }
    const due = await store.dueSendLines({ now: clock.now(), limit: LINES_MAX });
    for (const { workspaceId, lineId } of due) wake(workspaceId, lineId);
  };

  const alarm = createSendAlarm({ ...deps, sweep });

  return {
    wake,
    sweep,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
