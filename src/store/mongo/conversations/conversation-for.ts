import type { Contact } from "../../../domain/contact/contact.ts";
import { conversationIdsOf, type ConversationId, type WorkspaceId } from "../../../domain/ids.ts";
import type { MailboxItem } from "../../../domain/intake/inbound.ts";
import { conversationNamedBy, goingOn, subjectOf } from "../../../domain/intake/subject.ts";
import type { Items } from "./items.ts";
import type { Threads } from "./threads.ts";

/** The conversation of an item: that of the message that it is about, or else the one that goes on on the line. */
export type ConversationFor = (
  item: MailboxItem,
  workspaceId: WorkspaceId,
  contact: Contact,
) => Promise<ConversationId>;

export function createConversationFor(
  threads: Pick<Threads, "begun">,
  items: Pick<Items, "messages">,
): ConversationFor {
  return async (item, workspaceId, contact) => {
    const [own, ...others] = conversationIdsOf(item.lineId, contact);
    // One that is all there can be needs no looking.
    if (others.length === 0) return own;
    const begun = await threads.begun(workspaceId, [own, ...others]);
    const going = goingOn(begun)?.id ?? own;
    const sourceId = subjectOf(item);
    if (begun.length < 2 || sourceId === null) return going;
    const ids = begun.map(({ id }) => id);
    const named = conversationNamedBy(item, ids);
    if (named !== null) return named;
    for (const id of ids) {
      const found = await items.messages(workspaceId, id, new Set([sourceId]));
      if (found.length > 0) return id;
    }
    return going;
  };
}
