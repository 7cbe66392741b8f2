import { stateOf } from "../../../src/domain/conversation/conversation.ts";
import type { ConversationFilter } from "../../../src/domain/conversation/conversation-filter.ts";
import { fitsSearch, searchTokensOf } from "../../../src/domain/conversation/search.ts";
import { covers } from "../../../src/domain/people/visibility.ts";
import type { ConversationRow } from "../../../src/store/reader.ts";

/** Whether a list with this filter shows the conversation. Each line is one rule; the stores' indexes are measured by it. */
export function fits({ conversation, contact }: ConversationRow, filter: ConversationFilter) {
  const { regions, facts, lastActivityAt } = conversation;
  const { status, lineIds, owners, states, unread, from, until, search } = filter;
  if (lastActivityAt === null || !covers(filter.visibility, facts.ownerId)) return false;
  if (status !== "all" && regions.lifecycle !== status) return false;
  if (lineIds !== null && !lineIds.includes(conversation.lineId)) return false;
  if (owners !== null && !covers(ownersAsked(owners), facts.ownerId)) return false;
  if (states !== null && !states.includes(stateOf(regions))) return false;
  if (unread !== null && (regions.attention === "unread") !== unread) return false;
  if (from !== null && lastActivityAt < from) return false;
  if (until !== null && lastActivityAt >= until) return false;
  if (filter.tag !== null && !facts.tags.includes(filter.tag)) return false;
  return search === null || fitsSearch(searchTokensOf(contact), search);
}

function ownersAsked({ ids, unassigned }: NonNullable<ConversationFilter["owners"]>) {
  return { kind: "limited", ownerIds: ids, unassigned } as const;
}
