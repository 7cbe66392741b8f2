import { DEFAULT_WORKSPACE, type LineId, type WorkspaceId } from "../../../domain/ids.ts";
import type { IntakeStore } from "../../intake-store.ts";
import { NEWEST } from "../feed/append.ts";
import type { Collections } from "../documents.ts";

/** Items of a line that came before it was registered, and wait to be replayed: in the workspace `default`, or behind those in its own. */
export interface Backlog extends Pick<IntakeStore, "linesToReplay"> {
  /** Whether any item of the line still waits. */
  stands(workspaceId: WorkspaceId, lineId: LineId): Promise<boolean>;
}

const WAITING = { reason: "unknown_line", replayedAt: null } as const;

export function createBacklog({ lines, parked }: Pick<Collections, "lines" | "parked">): Backlog {
  return {
    async stands(workspaceId, line) {
      const workspace = { $in: [DEFAULT_WORKSPACE, workspaceId] };
      const options = { ...NEWEST, projection: { _id: 1 } };
      return (await parked.findOne({ workspace, line, ...WAITING }, options)) !== null;
    },
    async linesToReplay() {
      const all = await lines.find({}, { projection: { workspace: 1 } }).toArray();
      const workspaces = new Set([DEFAULT_WORKSPACE, ...all.map(({ workspace }) => workspace)]);
      const waiting = await parked.distinct("line", {
        workspace: { $in: [...workspaces] },
        line: { $in: all.map(({ _id }) => _id) },
        ...WAITING,
      });
      return all
        .filter(({ _id }) => waiting.includes(_id))
        .map(({ _id, workspace }) => ({ workspaceId: workspace, lineId: _id }));
    },
  };
}
