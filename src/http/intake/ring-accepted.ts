import type { Lane } from "../../domain/intake/intake.ts";
import type { ConversationAddress, Doorbell } from "../../queues/doorbell.ts";
import type { Accepted } from "../../store/intake-store.ts";

const LANES = ["live", "status", "bulk"] as const satisfies Lane[];

/**
 * Rings each conversation that was given something, once, in the most urgent lane of what it was given, and accounts whose templates have
 * changed. Duplicates ring too: a
 * webhook is repeated when its answer got lost, and so may have been the ring.
 */
export function ringAccepted(
  doorbell: Pick<Doorbell, "ringConversations" | "ringTemplates">,
  accepted: readonly Accepted[],
): void {
  for (const item of accepted) {
    if (item.kind !== "noticed" || item.templatesOf === undefined) continue;
    doorbell.ringTemplates({ workspaceId: item.workspaceId, wabaId: item.templatesOf });
  }
  const rung = new Set<string>();
  for (const lane of LANES) {
    const conversations: ConversationAddress[] = [];
    for (const item of accepted) {
      if (item.kind === "parked" || item.kind === "noticed" || item.lane !== lane) continue;
      const { workspaceId, conversationId } = item;
      const key = `${workspaceId} ${conversationId}`;
      if (rung.has(key)) continue;
      rung.add(key);
      conversations.push({ workspaceId, conversationId });
    }
    if (conversations.length > 0) doorbell.ringConversations(lane, conversations);
  }
}
