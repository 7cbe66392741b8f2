import type { Commit, CommitResult } from "../domain/commit.ts";
import type { Contact } from "../domain/contact/contact.ts";
import type { Conversation } from "../domain/conversation/conversation.ts";
import type { ConversationId, WorkspaceId } from "../domain/ids.ts";
import type { HistoryEntry, IntakeEntry } from "../domain/intake/intake.ts";
import type { Line } from "../domain/line.ts";
import type { MessageItem } from "../domain/conversation/message.ts";

/** Loading and committing conversations. Only `workers/advance.ts` calls `commit`. */
export interface ConversationStore {
  /**
   * The conversation with its waiting entries in order of arrival, and the messages they speak of. Null when the line or the
   * contact does not exist, which no entry of ours can bring about. Finishes a half-written commit first, where the store
   * knows such a thing.
   */
  load(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    options: { maxEntries: number },
  ): Promise<Mailbox | null>;

  /** All or nothing, guarded by the version. Throws `StoreUnavailableError`; then the outcome is unknown. */
  commit(commit: Commit): Promise<CommitResult>;

  /** Conversations with entries that have waited since `before` or longer, longest first. */
  waiting(query: { before: number; limit: number }): Promise<ConversationRef[]>;

  /** Conversations whose earliest deadline is at or before `now`, earliest first. */
  due(query: { now: number; limit: number }): Promise<DueConversation[]>;

  /** Conversations whose earliest deadline lies in (`after`, `until`], earliest first: the horizon mirrored into Redis. */
  upcoming(query: { after: number; until: number; limit: number }): Promise<DueConversation[]>;

  /** Finishes commits that a crash left half-written. Returns how many; a store with transactions always 0. */
  repair(query: { limit: number }): Promise<number>;

  /** All applied entries in order: folding them gives the stored conversation (promise 7, invariant I8). */
  history(workspaceId: WorkspaceId, conversationId: ConversationId): Promise<HistoryEntry[]>;

  /** Figures for `/metrics`. */
  depth(): Promise<MailboxDepth>;
}

export interface MailboxDepth {
  /** Entries not applied. */
  waitingEntries: number;
  /** When the one of them arrived that has waited longest. */
  oldestReceivedAt: number | null;
  /** Entries that were set aside as dead and not tried again yet. */
  deadEntries: number;
}

export interface ConversationRef {
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
}

export interface DueConversation extends ConversationRef {
  dueAt: number;
}

/** What one turn of a conversation needs. */
export interface Mailbox {
  conversation: Conversation | null;
  line: Line;
  contact: Contact;
  entries: IntakeEntry[];
  /** Whether more entries wait than `maxEntries`. */
  more: boolean;
  /** Messages of this conversation that an entry names: its own message, or its target; and where there are flows, the contact's last one. */
  messages: MessageItem[];
  /** Counts the changes of the workspace's flows: whoever knows them as of an older one reads them anew (`liveFlows`). */
  flowsVersion: number;
}
