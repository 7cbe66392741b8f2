import type { Filter } from "mongodb";
import {
  ownersWithin,
  type ConversationFilter,
} from "../../../domain/conversation/conversation-filter.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import { bucketsOf } from "../../list-bucket.ts";
import type { ConversationDocument } from "../documents.ts";

/** A place in the list. */
export interface ListPlace {
  at: number;
  key: string;
}

/** Newest first, id as tie-break (Q28). */
export const LIST_ORDER = { lastActivityAt: -1, _id: -1 } as const;

/** No time is before this one. */
const OLDEST = Number.MIN_SAFE_INTEGER;

/**
 * Everything of a filter but the search. Texts of callers are values here, never names or operators. In front of the time there are only
 * equalities, or a few of them: the server then merges so many ranges of an index, which are in the order of the list each, and sorts nothing
 * (it does up to 200; beyond that it takes an index with fewer, and looks at the rest).
 */
export function listQueryOf(
  workspace: WorkspaceId,
  filter: ConversationFilter,
): Filter<ConversationDocument> {
  const { lineIds, from, until, tag } = filter;
  const owners = ownersWithin(filter);
  const withOwner = owners === null || owners.ids.length > 0;
  const withNone = owners === null || owners.unassigned;
  const buckets = [
    ...(withNone ? bucketsOf(filter, { isOwned: false }) : []),
    ...(withOwner ? bucketsOf(filter, { isOwned: true }) : []),
  ];
  return {
    workspace,
    // Always by name, so that the indexes serve the list of all too.
    bucket: { $in: buckets },
    ...(tag === null ? {} : { tags: tag }),
    ...(lineIds === null ? {} : { line: { $in: [...lineIds] } }),
    ...(owners === null
      ? {}
      : { owner: { $in: [...new Set(owners.ids), ...(owners.unassigned ? [null] : [])] } }),
    // A bound, where `$exists` would make the server read each document.
    lastActivityAt: { $gte: from ?? OLDEST, ...(until === null ? {} : { $lt: until }) },
  };
}

export function behind({ at, key }: ListPlace): Filter<ConversationDocument> {
  return {
    lastActivityAt: { $lte: at },
    $or: [{ lastActivityAt: { $lt: at } }, { lastActivityAt: at, _id: { $lt: key } }],
  };
}
