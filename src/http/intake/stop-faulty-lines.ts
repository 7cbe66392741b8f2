import type { InboundItem } from "../../domain/intake/inbound.ts";
import type { StopLine } from "../../domain/sending/line-sending.ts";
import { isCurrent } from "../../domain/sending/send-verdict.ts";
import type { Accepted } from "../../store/intake-store.ts";
import type { LineSendingStore } from "../../store/line-sending-store.ts";

export interface FaultDeps {
  store: Pick<LineSendingStore, "lineSending">;
  stopLine: StopLine;
}

/**
 * Stops the lines of which statuses tell what people have to mend, as the same error does when it is the answer to a send. Of many messages
 * that fail for it the first one stops the line.
 *
 * @throws StoreUnavailableError: then the webhook is not answered, and comes again
 */
export async function stopFaultyLines(
  items: readonly InboundItem[],
  accepted: readonly Accepted[],
  { store, stopLine, receivedAt }: FaultDeps & { receivedAt: number },
): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (item.kind !== "notice" || item.stop === undefined || item.lineId === null) continue;
    const answer = accepted[index];
    if (answer?.kind !== "noticed") continue;
    const { lineId: id, wabaId, stop } = item;
    const { workspaceId } = answer;
    const sending = await store.lineSending(workspaceId, id);
    const occurredAt = item.occurredAt > 0 ? item.occurredAt : receivedAt;
    if (sending.stop !== null || !isCurrent({ occurredAt, receivedAt }, sending.resumedAt))
      continue;
    await stopLine({ workspaceId, id, wabaId }, { ...stop, resumes: sending.resumes });
  }
}
