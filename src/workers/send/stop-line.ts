import type { Clock } from "../../clock.ts";
import type { StopLine } from "../../domain/sending/line-sending.ts";
import type { Log } from "../../log.ts";
import type { Metrics } from "../../metrics.ts";
import type { IntakeStore } from "../../store/intake-store.ts";
import type { LineSendingStore } from "../../store/line-sending-store.ts";

export interface StopLineDeps {
  store: Pick<LineSendingStore, "stopLine"> & Pick<IntakeStore, "accept">;
  clock: Clock;
  log: Log;
  metrics?: Pick<Metrics, "lineStops">;
}

/** Stops a line and says so: in the log once, and among the notices for people to mend it. Nothing when it has stopped, or goes on again. */
export function createStopLine({ store, clock, log, metrics }: StopLineDeps): StopLine {
  return async ({ workspaceId, id: lineId, wabaId }, stop) => {
    const since = clock.now();
    if ((await store.stopLine(workspaceId, lineId, { ...stop, since })) === "ignored") return;
    const { reason, code } = stop;
    log.warn(
      { workspaceId, lineId, reason, ...(code === null ? {} : { status: code }) },
      "A line stopped sending until somebody mends it; its messages wait",
    );
    metrics?.lineStops.inc({ reason });
    const notice = {
      kind: "notice" as const,
      key: `line_stopped|${lineId}|${since}`,
      field: "line_sending",
      event: "STOPPED",
      wabaId,
      lineId,
      occurredAt: since,
      raw: { reason, code },
    };
    await store.accept([notice], { receivedAt: since, newContactId: nobody });
  };
}

/** In place of what makes contacts. */
export function nobody(): never {
  throw new Error("a notice is about nobody");
}
