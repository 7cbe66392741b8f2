import { ObjectId, type Collection, type Filter } from "mongodb";
import type { NewEvent } from "../../../domain/events.ts";
import type { TellingDocument } from "../crm/crm-documents.ts";
import type { Feed } from "./feed.ts";
import { again } from "../retry.ts";

/**
 * A change of a contact is one write to its document, and the events that tell of it ride along in `news`, as a commit's effects do in
 * `pending.ts`. Whoever meets a document with news brings them into the feed first, so the next change never comes before the last one
 * is told; the sweep finds those that nobody meets. Telling may happen any number of times, and by several at once.
 */
export interface News {
  /** Brings a document's news into the feed, and takes them off it. Does nothing when there are none. */
  tell(document: TellingDocument): Promise<void>;
  /** Tells what a crash left untold. Returns how many documents. */
  repairNews(query: { limit: number }): Promise<number>;
}

export function createNews<D extends TellingDocument>(
  collection: Collection<D>,
  append: Feed["append"],
): News {
  // Documents of every kind have these members; the compiler cannot see that of a type that is not fixed yet.
  const documents = collection as unknown as Collection<TellingDocument>;

  async function tell({ _id, workspace, news }: TellingDocument): Promise<void> {
    if (news === undefined) return;
    await append(workspace, JSON.parse(news.body) as NewEvent[]);
    const told: Filter<TellingDocument> = { _id, "news.id": news.id };
    await again(() => documents.updateOne(told, { $unset: { news: true } }));
  }

  return {
    tell,
    async repairNews({ limit }) {
      if (limit <= 0) return 0;
      const projection = { workspace: 1, news: 1 };
      const left = await documents
        .find({ "news.id": { $type: "objectId" } }, { projection })
        .limit(limit)
        .toArray();
      for (const document of left) await tell(document);
      return left.length;
    },
  };
}

/** The members that a document has for a change that is to be told. Each change has a mark of its own, told or not. */
export function newsOf(
  events: readonly NewEvent[],
): Required<Pick<TellingDocument, "lastChange">> & Pick<TellingDocument, "news"> {
  const id = new ObjectId();
  return {
    lastChange: id,
    ...(events.length === 0 ? {} : { news: { id, body: JSON.stringify(events) } }),
  };
}
