import type { ConversationId, WorkspaceId } from "../domain/ids.ts";
import type { EntryInput } from "../domain/intake/intake.ts";
import type { ConversationRef } from "./conversation-store.ts";
import type { Page } from "./intake-store.ts";

/** An entry that could not be applied because of a defect of ours, and was set aside (`dead` in domain/intake/intake.ts). */
export interface DeadEntry {
  id: string;
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
  kind: EntryInput["kind"];
  /** Of the outcome: in our words, never what somebody wrote. */
  reason: string;
  occurredAt: number;
  receivedAt: number;
  /** When it was set aside. */
  diedAt: number;
}

/** What a defect kept out of conversations, and the way back in for it once the defect is mended. */
export interface DeadEntryStore {
  /** Dead entries that were not tried again yet, the last to die first. */
  deadEntries(
    workspaceId: WorkspaceId,
    query: { cursor: string | null; limit: number },
  ): Promise<Page<DeadEntry>>;

  /**
   * Tries dead entries again, those named or all, the first to die first, at most `limit`: a copy of each goes to the end of its mailbox
   * under a key of its own (`replayOf` in domain/intake/dead-entry.ts), and the entry leaves the list. Repeating it does no harm. Answers for each
   * the conversation that was given something. Throws `StoreUnavailableError`.
   */
  replayDead(
    workspaceId: WorkspaceId,
    query: { ids: readonly string[] | null; limit: number; at: number },
  ): Promise<ConversationRef[]>;
}
