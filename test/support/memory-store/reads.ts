import type { MergeProposal } from "../../../src/domain/contact/contact.ts";
import { isShown, type TimelineItem } from "../../../src/domain/conversation/message.ts";
import type { ConversationFilter } from "../../../src/domain/conversation/conversation-filter.ts";
import { UNREAD_COUNT_MAX, type ConversationRow, type Reader } from "../../../src/store/reader.ts";
import { standing } from "./contacts.ts";
import { copyOf } from "./copy.ts";
import { fits } from "./filter.ts";
import { pageOf } from "./paging.ts";
import { workspaceOf, type State, type Thread, type Workspace } from "./state.ts";

/** Reads for people. */
export function createReads(state: State): Reader {
  return {
    async conversations(workspaceId, { cursor, limit, ...filter }) {
      const placeOf = ({ conversation }: ConversationRow) => [
        conversation.lastActivityAt ?? 0,
        conversation.id,
      ];
      const rows = rowsThatFit(workspaceOf(state, workspaceId), filter);
      return copyOf(pageOf(rows, { cursor, limit, directions: [-1, -1], placeOf }));
    },
    async unreadCount(workspaceId, filter) {
      const { length } = rowsThatFit(workspaceOf(state, workspaceId), { ...filter, unread: true });
      return { count: Math.min(length, UNREAD_COUNT_MAX), exact: length <= UNREAD_COUNT_MAX };
    },
    async conversation(workspaceId, conversationId) {
      const workspace = workspaceOf(state, workspaceId);
      const thread = workspace.threads.get(conversationId);
      return thread === undefined ? null : copyOf(rowOf(workspace, thread));
    },
    async conversationsById(workspaceId, conversationIds) {
      const workspace = workspaceOf(state, workspaceId);
      const rows = [...new Set(conversationIds)].map((id) => {
        const thread = workspace.threads.get(id);
        return thread === undefined ? null : rowOf(workspace, thread);
      });
      return copyOf(rows.filter((row) => row !== null));
    },
    async ownersOf(workspaceId, conversationIds) {
      const { threads } = workspaceOf(state, workspaceId);
      return new Map(
        conversationIds.flatMap((id) => {
          const conversation = threads.get(id)?.conversation ?? null;
          return conversation === null ? [] : [[id, conversation.facts.ownerId] as const];
        }),
      );
    },
    async timeline(workspaceId, conversationId, { cursor, limit }) {
      const thread = workspaceOf(state, workspaceId).threads.get(conversationId);
      const items = [...(thread?.items.values() ?? [])].filter(isShown);
      const placeOf = (item: TimelineItem) => [item.occurredAt, item.version, item.id];
      return copyOf(pageOf(items, { cursor, limit, directions: [-1, -1, -1], placeOf }));
    },
    async messages(workspaceId, conversationId, ids) {
      const items = workspaceOf(state, workspaceId).threads.get(conversationId)?.items;
      const found = ids.map((id) => items?.get(id));
      return copyOf(found.filter((item) => item?.kind === "message"));
    },
    async contact(workspaceId, contactId) {
      const workspace = workspaceOf(state, workspaceId);
      return copyOf(standing(workspace, workspace.contacts.get(contactId) ?? null));
    },
    async mergeProposals(workspaceId) {
      const proposals = [...workspaceOf(state, workspaceId).proposals.values()];
      return copyOf(proposals.filter(({ settled }) => settled === undefined));
    },
    async mergeProposalPage(workspaceId, { cursor, limit }) {
      const proposals = [...workspaceOf(state, workspaceId).proposals.values()];
      const open = proposals.filter(({ settled }) => settled === undefined);
      const placeOf = ({ id }: MergeProposal) => [id];
      return copyOf(pageOf(open, { cursor, limit, directions: [1], placeOf }));
    },
  };
}

function rowsThatFit(workspace: Workspace, filter: ConversationFilter): ConversationRow[] {
  return [...workspace.threads.values()]
    .map((thread) => rowOf(workspace, thread))
    .filter((row) => row !== null)
    .filter((row) => fits(row, filter));
}

function rowOf(workspace: Workspace, thread: Thread): ConversationRow | null {
  const { conversation } = thread;
  const line = workspace.lines.get(thread.lineId);
  const contact = workspace.contacts.get(thread.contactId);
  if (conversation === null || line === undefined || contact === undefined) return null;
  const owner = workspace.users.get(conversation.facts.ownerId ?? "");
  return {
    conversation,
    line: { id: line.id, name: line.name, displayPhoneNumber: line.displayPhoneNumber },
    contact,
    owner: owner === undefined ? null : { id: owner.id, name: owner.name },
  };
}
