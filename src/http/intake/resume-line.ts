import type { LineId, WorkspaceId } from "../../domain/ids.ts";
import type { HttpDeps } from "../deps.ts";

/** Orders a line to send again, and rings for what waits. */
export async function resumeLine(
  { store, doorbell, clock }: Pick<HttpDeps, "store" | "doorbell" | "clock">,
  workspaceId: WorkspaceId,
  lineId: LineId,
): Promise<void> {
  await store.resumeLine(workspaceId, lineId, clock.now());
  doorbell.ringLine(workspaceId, lineId);
}
