import type { LineId, WorkspaceId } from "../../domain/ids.ts";
import type { HttpDeps } from "../deps.ts";

/** Orders a line to send again, and rings for what waits. */
export async function resumeLine(
  { store, doorbell }: Pick<HttpDeps, "store" | "doorbell">,
  workspaceId: WorkspaceId,
  lineId: LineId,
): Promise<void> {
  await store.resumeLine(workspaceId, lineId);
  doorbell.ringLine(workspaceId, lineId);
}
