import { DEFAULT_WORKSPACE, type LineId, type WorkspaceId } from "../../../domain/ids.ts";
import type { IntakeStore } from "../../intake-store.ts";
import type { Connection } from "../connection.ts";

/** Items of a line that came before it was registered, and wait to be replayed: in the workspace `default`, or behind those in its own. */
export interface Backlog extends Pick<IntakeStore, "linesToReplay"> {
  /** Whether any item of the line still waits. To be called inside a write. */
  stands(workspaceId: WorkspaceId, lineId: LineId): boolean;
}

export function createBacklog(connection: Connection): Backlog {
  const waits = "line = l.id and reason = 'unknown_line' and replayed_at is null";
  const one = connection.query<{ pk: number }>(
    `select pk from parked where workspace in (?1, ?2) and line = ?3
     and reason = 'unknown_line' and replayed_at is null limit 1`,
  );
  const lines = connection.query<{ workspace: string; id: string }>(
    `select workspace, id from lines l
     where exists (select 1 from parked where workspace = ?1 and ${waits})
        or exists (select 1 from parked where workspace = l.workspace and ${waits})`,
  );
  return {
    stands: (workspaceId, lineId) => one.get(DEFAULT_WORKSPACE, workspaceId, lineId) !== undefined,
    linesToReplay: () =>
      connection.read(() =>
        lines
          .all(DEFAULT_WORKSPACE)
          .map(({ workspace, id }) => ({ workspaceId: workspace, lineId: id })),
      ),
  };
}
