import type { LineId, WorkspaceId } from "../domain/ids.ts";
import type { ParkedReason } from "../domain/intake/inbound.ts";

/** An item to be put aside. Its key is unique in the workspace: the same item again is put aside once. */
export interface ToPark {
  workspaceId: WorkspaceId;
  key: string;
  reason: ParkedReason;
  lineId: LineId | null;
  field: string;
  raw: unknown;
  parkedAt: number;
}
