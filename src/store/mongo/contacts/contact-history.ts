import type { TimelineItem } from "../../../domain/conversation/message.ts";
import { covers } from "../../../domain/people/visibility.ts";
import {
  byNewest,
  historyPlaceOf,
  isHistoric,
  type HistoryItem,
  type HistoryPlace,
} from "../../contact-history.ts";
import type { CrmStore } from "../../crm-store.ts";
import type { Collections } from "../documents.ts";
import { eventOf } from "../feed/feed.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";

const LIST = "history";

/** A contact's history: the merge of its events and the activities of its few conversations. */
export function createContactHistory({
  events,
  conversations,
  items,
}: Pick<Collections, "events" | "conversations" | "items">): Pick<CrmStore, "contactHistory"> {
  async function* eventsOf(
    workspace: string,
    contacts: readonly string[],
    { at, recordId }: { at: number; recordId: string | null },
  ): AsyncGenerator<HistoryItem> {
    const found = events
      .find({
        "history.workspace": workspace,
        "history.contact": { $in: [...contacts] },
        "history.at": { $lte: at },
        ...(recordId === null ? {} : { "history.record": recordId }),
      })
      .sort({ "history.at": -1, "history.seq": -1 });
    for await (const document of found) yield { kind: "event", event: eventOf(document) };
  }

  async function* activitiesOf(
    workspace: string,
    conversation: string,
    at: number,
  ): AsyncGenerator<HistoryItem> {
    // Ids of activities begin with a letter that those of messages and notes do not begin with.
    const id = { $gte: "a", $lt: "b" };
    const found = items
      .find({ workspace, conversation, shown: true, occurredAt: { $lte: at }, id })
      .sort({ occurredAt: -1, version: -1, id: -1 });
    for await (const { doc } of found) {
      const item = JSON.parse(doc) as TimelineItem;
      if (isHistoric(item)) yield { kind: "activity", activity: item };
    }
  }

  return {
    async contactHistory(workspace, { contact, recordId, visibility, cursor, limit }) {
      const from: HistoryPlace =
        cursor === null ? [NEWEST_PLACE, ""] : decodeCursor(LIST, cursor, [0, ""]);
      const [at] = from;
      const threads =
        recordId === null
          ? await conversations.find({ workspace, contact: contact.id }).toArray()
          : [];
      const visible = threads.filter(({ owner = null }) => covers(visibility, owner));
      const sources = [
        eventsOf(workspace, [contact.id, ...contact.absorbed], { at, recordId }),
        ...visible.map(({ conversation }) => activitiesOf(workspace, conversation, at)),
      ];
      const read = await Promise.all(sources.map((source) => behind(source, from, limit + 1)));
      const sorted = read.flat().sort((a, b) => byNewest(historyPlaceOf(a), historyPlaceOf(b)));
      return pageOf(sorted, { list: LIST, limit, placeOf: historyPlaceOf, itemOf: (item) => item });
    },
  };
}

/** The first `count` items of a source behind a place. */
async function behind(
  source: AsyncGenerator<HistoryItem>,
  from: HistoryPlace,
  count: number,
): Promise<HistoryItem[]> {
  const found: HistoryItem[] = [];
  for await (const item of source) {
    if (byNewest(from, historyPlaceOf(item)) < 0) found.push(item);
    if (found.length >= count) break;
  }
  return found;
}
