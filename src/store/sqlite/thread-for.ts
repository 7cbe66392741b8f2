import type { Contact } from "../../domain/contact.ts";
import { conversationIdsOf, type ConversationId, type WorkspaceId } from "../../domain/ids.ts";
import type { MailboxItem } from "../../domain/inbound.ts";
import { conversationNamedBy, subjectOf } from "../../domain/subject.ts";
import type { Connection } from "./connection.ts";
import { createPlaces, PLACE } from "./places.ts";
import type { Threads } from "./threads.ts";

/** Finds the conversation of an item: that of the message that it is about, or else the first that there is on the line. */
export function createThreadFor(connection: Connection, threads: Pick<Threads, "pkOf">) {
  const places = createPlaces(connection);

  function holds(conversation: number, sourceId: string): boolean {
    const place = { conversation, kind: PLACE.source, at: 0, version: 0, name: sourceId };
    return places.find(place) !== undefined;
  }

  return (
    item: MailboxItem,
    workspaceId: WorkspaceId,
    contact: Contact,
  ): { id: ConversationId; pk: number } | undefined => {
    const begun = conversationIdsOf(item.lineId, contact).flatMap((id) => {
      const pk = threads.pkOf(workspaceId, id);
      return pk === undefined ? [] : [{ id, pk }];
    });
    const sourceId = subjectOf(item);
    if (begun.length < 2 || sourceId === null) return begun[0];
    const ids = begun.map(({ id }) => id);
    const named = conversationNamedBy(item, ids);
    const subject = begun.find(({ id, pk }) =>
      named === null ? holds(pk, sourceId) : id === named,
    );
    return subject ?? begun[0];
  };
}
