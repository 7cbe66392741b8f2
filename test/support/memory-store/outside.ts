import { DEFAULT_WORKSPACE, type LineId } from "../../../src/domain/ids.ts";
import type { ParkedReason } from "../../../src/domain/intake/inbound.ts";
import type { Line } from "../../../src/domain/line.ts";
import type { IntakeStore, Notice, ParkedItem } from "../../../src/store/intake-store.ts";
import { copyOf } from "./copy.ts";
import { pageOf } from "./paging.ts";
import { workspaceOf, type State, type Workspace } from "./state.ts";

/** Keeps an item that no mailbox takes; a second time under the same key changes nothing. */
export function park(
  target: { state: State; workspace: Workspace },
  key: string,
  item: {
    reason: ParkedReason;
    lineId: LineId | null;
    field: string;
    raw: unknown;
    parkedAt: number;
  },
): void {
  const { state, workspace } = target;
  if (workspace.parked.has(key)) return;
  const id = `parked-${++state.arrivals}`;
  const parked: ParkedItem = { id, workspaceId: workspace.id, ...item, replayedAt: null };
  workspace.parked.set(key, parked);
  countInBacklog(workspace, parked, 1);
}

function countInBacklog({ backlog }: Workspace, item: ParkedItem, change: 1 | -1): void {
  const { reason, lineId } = item;
  if (reason !== "unknown_line" || lineId === null) return;
  backlog.set(lineId, (backlog.get(lineId) ?? 0) + change);
}

/** Keeps a piece of news; a second time under the same key changes nothing. */
export function note(
  target: { state: State; workspace: Workspace },
  key: string,
  notice: Omit<Notice, "id">,
): void {
  const { state, workspace } = target;
  if (workspace.notices.has(key)) return;
  workspace.notices.set(key, { id: `notice-${++state.arrivals}`, ...notice });
}

/** Whether items of a line, that came before it was registered, still wait to be replayed. */
export function hasBacklog(
  state: State,
  { workspaceId, id }: Pick<Line, "workspaceId" | "id">,
): boolean {
  return [DEFAULT_WORKSPACE, workspaceId].some(
    (place) => (workspaceOf(state, place).backlog.get(id) ?? 0) > 0,
  );
}

/** Parked items and notices: what stands beside the conversations. */
export function createOutside(
  state: State,
): Pick<IntakeStore, "parked" | "parkedForReplay" | "settleParked" | "linesToReplay" | "notices"> {
  return {
    async parked(workspaceId, query) {
      const { reason, lineId, replayed, cursor, limit } = query;
      const rows = [...workspaceOf(state, workspaceId).parked.values()].filter(
        (item) => (replayed || item.replayedAt === null) && matches(item, { reason, lineId }),
      );
      const placeOf = (item: ParkedItem) => [item.parkedAt, arrivalOf(item.id)];
      return copyOf(pageOf(rows, { cursor, limit, directions: [-1, -1], placeOf }));
    },
    async parkedForReplay(workspaceId, { ids, lineId, reason, cursor, limit }) {
      const rows = [...workspaceOf(state, workspaceId).parked.values()].filter(
        (item) =>
          item.replayedAt === null &&
          (ids === null || ids.includes(item.id)) &&
          matches(item, { reason, lineId }),
      );
      const placeOf = (item: ParkedItem) => [item.parkedAt, arrivalOf(item.id)];
      return copyOf(pageOf(rows, { cursor, limit, directions: [1, 1], placeOf }));
    },
    async settleParked(workspaceId, ids, at) {
      const workspace = workspaceOf(state, workspaceId);
      for (const item of workspace.parked.values()) {
        if (item.replayedAt !== null || !ids.includes(item.id)) continue;
        item.replayedAt = at;
        countInBacklog(workspace, item, -1);
      }
    },
    async linesToReplay() {
      const lines = [...state.workspaces.values()].flatMap(({ lines: of }) => [...of.values()]);
      return lines
        .filter((line) => hasBacklog(state, line))
        .map(({ workspaceId, id }) => ({ workspaceId, lineId: id }));
    },
    async notices(workspaceId, { cursor, limit }) {
      const rows = workspaceOf(state, workspaceId).notices.values();
      const placeOf = (notice: Notice) => [notice.receivedAt, arrivalOf(notice.id)];
      return copyOf(pageOf(rows, { cursor, limit, directions: [-1, -1], placeOf }));
    },
  };
}

function matches(
  item: Pick<ParkedItem, "reason" | "lineId">,
  wanted: { reason: ParkedReason | null; lineId: LineId | null },
): boolean {
  const { reason, lineId } = wanted;
  return (reason === null || item.reason === reason) && (lineId === null || item.lineId === lineId);
}

/** `parked-17` and `notice-17` came 17th. */
function arrivalOf(id: string): number {
  return Number(id.slice(id.indexOf("-") + 1));
}
