import { newLineSending } from "../../../domain/sending/line-sending.ts";
import type { LineSendingStore } from "../../line-sending-store.ts";
import type { Connection } from "../connection.ts";
import { createLineRows, lineSendingOf } from "./line-rows.ts";

type Standing = Omit<LineSendingStore, "reachContact" | "holdLine" | "releaseLine">;

/** Whether lines send, and how fast they may. */
export function createLineSending(connection: Connection): Standing {
  const rows = createLineRows(connection);
  const stop = connection.statement(
    `update line_sending set stop = ?
     where workspace = ? and line = ? and stop is null and resumes = ?`,
  );
  const resume = connection.statement(
    `update line_sending set stop = null, resumes = resumes + 1, resumed_at = ?
     where workspace = ? and line = ?`,
  );
  const learn = connection.statement(
    "update line_sending set capacity = ? where workspace = ? and line = ?",
  );
  return {
    lineSending: (workspaceId, lineId) =>
      connection.read(() => {
        const row = rows.find(workspaceId, lineId);
        return row === undefined ? newLineSending(lineId) : lineSendingOf(row);
      }),
    lineSendings: (workspaceId) => connection.read(() => rows.all(workspaceId).map(lineSendingOf)),
    stopLine: (workspaceId, lineId, { resumes, ...wanted }) =>
      connection.write(() => {
        rows.made(workspaceId, lineId);
        const changed = stop.run(JSON.stringify(wanted), workspaceId, lineId, resumes);
        return changed === 0 ? "ignored" : "stopped";
      }),
    resumeLine: (workspaceId, lineId, at) =>
      connection.write(() => {
        const hadStopped = rows.made(workspaceId, lineId).stop !== null;
        resume.run(Math.trunc(at), workspaceId, lineId);
        return hadStopped;
      }),
    learnCapacity: (workspaceId, lineId, capacity) =>
      connection.write(() => {
        rows.made(workspaceId, lineId);
        learn.run(JSON.stringify(capacity), workspaceId, lineId);
      }),
  };
}
