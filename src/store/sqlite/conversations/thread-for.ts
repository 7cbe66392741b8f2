import type { Contact } from "../../../domain/contact/contact.ts";
import { conversationIdsOf, type ConversationId, type WorkspaceId } from "../../../domain/ids.ts";
import type { MailboxItem } from "../../../domain/intake/inbound.ts";
import { conversationNamedBy, goingOn, subjectOf } from "../../../domain/intake/subject.ts";
import { isOpenBucket } from "../../list-bucket.ts";
import type { Connection } from "../connection.ts";
import { createPlaces, PLACE } from "./places.ts";
import type { Threads } from "./threads.ts";

/** Finds the conversation of an item: that of the message that it is about, or else the one that goes on on the line. */
export function createThreadFor(connection: Connection, threads: Pick<Threads, "pkOf" | "find">) {
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
    const [own, ...others] = conversationIdsOf(item.lineId, contact);
    // Who was never merged has one: the index tells it without the row.
    if (others.length === 0) {
      const pk = threads.pkOf(workspaceId, own);
      return pk === undefined ? undefined : { id: own, pk };
    }
    const begun = [own, ...others].flatMap((id) => {
      const thread = threads.find(workspaceId, id);
      return thread === undefined
        ? []
        : [{ id, pk: thread.pk, isOpen: isOpenBucket(thread.bucket) }];
    });
    const sourceId = subjectOf(item);
    if (begun.length < 2 || sourceId === null) return goingOn(begun);
    const ids = begun.map(({ id }) => id);
    const named = conversationNamedBy(item, ids);
    const subject = begun.find(({ id, pk }) =>
      named === null ? holds(pk, sourceId) : id === named,
    );
    return subject ?? goingOn(begun);
  };
}
