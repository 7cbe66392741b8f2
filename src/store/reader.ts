import type { Contact, MergeProposal } from "../domain/contact/contact.ts";
import type { Conversation } from "../domain/conversation/conversation.ts";
import type { ConversationFilter } from "../domain/conversation/conversation-filter.ts";
import type { ContactId, ConversationId, MessageId, UserId, WorkspaceId } from "../domain/ids.ts";
import type { Line } from "../domain/line.ts";
import type { MessageItem, TimelineItem } from "../domain/conversation/message.ts";
import type { User } from "../domain/people/user.ts";
import type { Page } from "./intake-store.ts";

/** Reads for people: lists and single conversations. Nothing here changes anything. */
export interface Reader {
  /** Most recent activity first, id as tie-break (Q28). Conversations without any message or opening are not listed. */
  conversations(workspaceId: WorkspaceId, query: ConversationQuery): Promise<Page<ConversationRow>>;
  /** How many unread conversations the filter leaves, whatever it says of `unread` (Q19). */
  unreadCount(workspaceId: WorkspaceId, filter: ConversationFilter): Promise<UnreadCount>;
  conversation(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
  ): Promise<ConversationRow | null>;
  /** Those of these conversations that there are, in any order: one read for all. At most 1,000 ids. */
  conversationsById(
    workspaceId: WorkspaceId,
    conversationIds: readonly ConversationId[],
  ): Promise<ConversationRow[]>;
  /** Who has each of these conversations now, null for nobody; those that have not begun are left out. For filtering what names them. */
  ownersOf(
    workspaceId: WorkspaceId,
    conversationIds: readonly ConversationId[],
  ): Promise<Map<ConversationId, UserId | null>>;
  /** Newest first by time, then version. Messages that are not known yet (no content) are left out. */
  timeline(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    query: { cursor: string | null; limit: number },
  ): Promise<Page<TimelineItem>>;
  /** Messages of a conversation by our own ids, in no order; unknown ids are left out. At most 100. */
  messages(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    ids: readonly MessageId[],
  ): Promise<MessageItem[]>;
  /** One that was merged into another is answered by that one. */
  contact(workspaceId: WorkspaceId, contactId: ContactId): Promise<Contact | null>;
  /** Those that nobody has decided yet, all of them: for what a merge makes moot. */
  mergeProposals(workspaceId: WorkspaceId): Promise<MergeProposal[]>;
  /** The same page by page, by id. */
  mergeProposalPage(
    workspaceId: WorkspaceId,
    query: { cursor: string | null; limit: number },
  ): Promise<Page<MergeProposal>>;
}

/** Counting stops here: nobody reads a greater number, and a count of a million would stop everybody else. */
export const UNREAD_COUNT_MAX = 10_000;

export interface UnreadCount {
  count: number;
  /** False: there are at least `count`. */
  exact: boolean;
}

export interface ConversationQuery extends ConversationFilter {
  cursor: string | null;
  /** 1 to 100. */
  limit: number;
}

/** A conversation with the names that people read. */
export interface ConversationRow {
  conversation: Conversation;
  line: Pick<Line, "id" | "name" | "displayPhoneNumber">;
  contact: Contact;
  owner: Pick<User, "id" | "name"> | null;
}
