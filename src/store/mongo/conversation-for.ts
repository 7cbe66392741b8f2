import type { Contact } from "../../domain/contact.ts";
import { conversationIdsOf, type ConversationId, type WorkspaceId } from "../../domain/ids.ts";
import type { MailboxItem } from "../../domain/inbound.ts";
import { conversationNamedBy, subjectOf } from "../../domain/subject.ts";
import type { Items } from "./items.ts";
import type { Threads } from "./threads.ts";

/** The conversation of an item: that of the message that it is about, or else the first that there is on the line. */
export type ConversationFor = (
  item: MailboxItem,
  workspaceId: WorkspaceId,
  contact: Contact,
) => Promise<ConversationId>;

export function createConversationFor(
  threads: Pick<Threads, "exists">,
  items: Pick<Items, "messages">,
): ConversationFor {
  return async (item, workspaceId, contact) => {
    const [own, ...others] = conversationIdsOf(item.lineId, contact);
    // One that is all there can be needs no looking.
    if (others.length === 0) return own;
    const begun: ConversationId[] = [];
    for (const id of [own, ...others]) if (await threads.exists(workspaceId, id)) begun.push(id);
    const first = begun[0] ?? own;
    const sourceId = subjectOf(item);
    if (begun.length < 2 || sourceId === null) return first;
    const named = conversationNamedBy(item, begun);
    if (named !== null) return named;
    for (const id of begun) {
      const found = await items.messages(workspaceId, id, new Set([sourceId]));
      if (found.length > 0) return id;
    }
    return first;
  };
}
