import { covers } from "../../../domain/people/visibility.ts";
import type { ActivityItem, TimelineItem } from "../../../domain/conversation/message.ts";
import type { ContactId, WorkspaceId } from "../../../domain/ids.ts";
import {
  byNewest,
  historyPlaceOf,
  isHistoric,
  type HistoryItem,
  type HistoryPlace,
} from "../../contact-history.ts";
import type { CrmStore, HistoryQuery } from "../../crm-store.ts";
import type { Connection } from "../connection.ts";
import { NEWEST } from "../conversations/conversation-runs.ts";
import { decodeCursor, pageOf } from "../../page-cursor.ts";
import { eventOf, type EventRow } from "../feed/feed.ts";
import { PLACE } from "../conversations/places.ts";

const LIST = "history";

/** A contact's history: the merge of its events and the activities of its few conversations. */
export function createContactHistory(connection: Connection): Pick<CrmStore, "contactHistory"> {
  const events = connection.query<EventRow>(
    `select seq, id, type, body from events
     where contact = ?1 and workspace = ?2 and at <= ?3 and (?4 is null or record = ?4)
     order by at desc, seq desc`,
  );
  const conversations = connection.query<{ pk: number; owner: string | null }>(
    `select c.pk, c.owner from contacts p join conversations c on c.contact_number = p.number
     where p.id = ? and p.workspace = ?`,
  );
  const activities = connection.query<{ doc: string }>(
    `select i.doc from places p join items i on i.pk = p.ref
     where p.conversation = ? and p.kind = ${PLACE.shown} and p.at <= ? and p.name >= 'a' and p.name < 'b'
     order by p.at desc, p.version desc, p.name desc`,
  );

  function* eventsOf(
    workspaceId: WorkspaceId,
    contactId: ContactId,
    { at, recordId }: { at: number; recordId: string | null },
  ): Generator<HistoryItem> {
    for (const row of events.each(contactId, workspaceId, at, recordId)) {
      yield { kind: "event", event: eventOf(workspaceId, row) };
    }
  }

  function* activitiesOf(conversation: number, at: number): Generator<HistoryItem> {
    for (const { doc } of activities.each(conversation, at)) {
      const item = JSON.parse(doc) as TimelineItem;
      if (isHistoric(item)) yield { kind: "activity", activity: item satisfies ActivityItem };
    }
  }

  function found(workspaceId: WorkspaceId, query: HistoryQuery, from: HistoryPlace): HistoryItem[] {
    const { contact, recordId, visibility, limit } = query;
    const [at] = from;
    const visible =
      recordId === null
        ? conversations
            .all(contact.id, workspaceId)
            .filter(({ owner }) => covers(visibility, owner))
        : [];
    const sources = [
      ...[contact.id, ...contact.absorbed].map((id) => eventsOf(workspaceId, id, { at, recordId })),
      ...visible.map(({ pk }) => activitiesOf(pk, at)),
    ];
    return sources
      .flatMap((source) =>
        source
          .filter((item) => byNewest(from, historyPlaceOf(item)) < 0)
          .take(limit + 1)
          .toArray(),
      )
      .sort((a, b) => byNewest(historyPlaceOf(a), historyPlaceOf(b)));
  }

  return {
    async contactHistory(workspaceId, query) {
      const { cursor, limit } = query;
      const from: HistoryPlace =
        cursor === null ? [NEWEST, ""] : decodeCursor(LIST, cursor, [0, ""]);
      const items = await connection.read(() => found(workspaceId, query, from));
      return pageOf(items, { list: LIST, limit, placeOf: historyPlaceOf, itemOf: (item) => item });
    },
  };
}
