import type { ConversationId, EndpointId, LineId, WorkspaceId } from "../domain/ids.ts";
import type { Lane } from "../domain/intake/intake.ts";

/**
 * How one part of the engine tells another that there is something to do *now*. A ring is a hint: it carries ids only, may be
 * lost, doubled or late, and promises nothing, because the work itself stands in the store and the sweep finds it there
 * (architecture section 1, decision 1). That is why no ring is awaited before somebody is answered, and none throws.
 */
export interface Doorbell {
  /** Entries wait in these mailboxes. The lane says how soon they should be looked at. */
  ringConversations(lane: Lane, conversations: readonly ConversationAddress[]): void;
  /** Events wait to be relayed. */
  ringRelay(workspaceId: WorkspaceId): void;
  /** Deliveries wait for an endpoint. */
  ringEndpoint(workspaceId: WorkspaceId, endpointId: EndpointId): void;
  /** Sends wait on a line. */
  ringLine(workspaceId: WorkspaceId, lineId: LineId): void;
  /** Files of this conversation's messages are to be fetched. */
  ringMedia(conversation: ConversationAddress): void;
  /** Effects of automations wait to be carried out. */
  ringEffects(workspaceId: WorkspaceId): void;
  /** Templates of this account are to be fetched. */
  ringTemplates(account: AccountAddress): void;
  /** A conversation's earliest deadline, near enough to be mirrored for precision (architecture section 2, timers). */
  schedule(conversation: ConversationAddress, dueAt: number): void;
}

export interface ConversationAddress {
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
}

/** A WhatsApp business account, as a workspace has it. */
export interface AccountAddress {
  workspaceId: WorkspaceId;
  wabaId: string;
}
