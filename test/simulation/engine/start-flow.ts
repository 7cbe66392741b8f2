import type { Clock } from "../../../src/clock.ts";
import { startKey } from "../../../src/domain/automation/run.ts";
import type { Doorbell } from "../../../src/queues/doorbell.ts";
import type { Store } from "../../../src/store/store.ts";
import { USERS } from "../outside/places.ts";

/** A flow that somebody starts by hand in a conversation. Asked twice under one key it starts once. */
export interface AskedStart {
  workspaceId: string;
  conversationId: string;
  flowId: string;
  callerKey: string;
}

export async function startFlow(
  { store, doorbell, clock }: { store: Store; doorbell: Doorbell; clock: Clock },
  { workspaceId, conversationId, flowId, callerKey }: AskedStart,
): Promise<"submitted" | "repeated" | "unknown_conversation"> {
  const result = await store.submitStart({
    workspaceId,
    conversationId,
    key: startKey(flowId, callerKey),
    flowId,
    trigger: { type: "manual", id: callerKey },
    vars: {},
    depth: 0,
    actor: { kind: "user", id: USERS[0] },
    receivedAt: clock.now(),
  });
  if (result === "submitted") {
    doorbell.ringConversations("live", [{ workspaceId, conversationId }]);
  }
  return result;
}
