import type { LineId, WorkspaceId } from "../../../domain/ids.ts";
import type { LineHold, LineSendingStore } from "../../line-sending-store.ts";
import type { Connection } from "../connection.ts";
import { createLineRows, lineSendingOf, type LineRow } from "./line-rows.ts";

/** Who dispatches which line. */
export function createLineHolds(
  connection: Connection,
): Pick<LineSendingStore, "holdLine" | "releaseLine"> {
  const rows = createLineRows(connection);
  const hold = connection.statement(
    "update line_sending set holder = ?, held_until = ?, spent = null where workspace = ? and line = ?",
  );
  const release = connection.statement(
    `update line_sending set held_until = ?, spent = ?
     where workspace = ? and line = ? and holder = ? and held_until > ?`,
  );

  function take(
    workspaceId: WorkspaceId,
    lineId: LineId,
    lease: { holder: string; now: number; leaseMs: number },
  ): LineHold {
    const row = rows.made(workspaceId, lineId);
    const refusal = refusalOf(row, lease);
    if (refusal !== null) return refusal;
    hold.run(lease.holder, Math.trunc(lease.now + lease.leaseMs), workspaceId, lineId);
    const { holder, held_until: until, spent } = row;
    const before = holder === null || holder === lease.holder ? null : { until, spent };
    return { kind: "held", sending: lineSendingOf(row), before };
  }

  return {
    async holdLine(workspaceId, lineId, lease) {
      // Asked by every process about every busy line: no write for nothing.
      const known = await connection.read(() => rows.find(workspaceId, lineId));
      const refusal = known === undefined ? null : refusalOf(known, lease);
      return refusal ?? connection.write(() => take(workspaceId, lineId, lease));
    },
    releaseLine: (workspaceId, lineId, { holder, now, spent }) =>
      connection.write(() => {
        const at = Math.trunc(now);
        release.run(at, spent, workspaceId, lineId, holder, at);
      }),
  };
}

function refusalOf(
  { stop, holder, held_until: until }: LineRow,
  lease: { holder: string; now: number },
): LineHold | null {
  if (stop !== null) return { kind: "stopped" };
  return holder !== lease.holder && until > lease.now ? { kind: "taken" } : null;
}
