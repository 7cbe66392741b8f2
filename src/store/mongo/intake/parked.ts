import type { Collection, Filter } from "mongodb";
import type { LineId } from "../../../domain/ids.ts";
import type { ParkedReason } from "../../../domain/intake/inbound.ts";
import type { IntakeStore, ParkedItem } from "../../intake-store.ts";
import type { ParkedDocument } from "./outside-documents.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";
import { outsideId } from "../crm/outside-id.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";
import type { ToPark } from "../../to-park.ts";
import { again } from "../retry.ts";

export interface Parked extends Pick<IntakeStore, "parked" | "parkedForReplay" | "settleParked"> {
  park(items: readonly ToPark[]): Promise<void>;
}

const LIST = "parked";
const REPLAY_LIST = "parked-replay";

export function createParked(collection: Collection<ParkedDocument>): Parked {
  return {
    async park(items) {
      await insertNew(collection, items.map(documentOf));
    },

    async parked(workspace, { reason, lineId, replayed, cursor, limit }) {
      const [at, id] = cursor === null ? [NEWEST_PLACE, ""] : decodeCursor(LIST, cursor, [0, ""]);
      const behind = [{ parkedAt: { $lt: at } }, { parkedAt: at, _id: { $lt: id } }];
      const rows = await collection
        .find({
          workspace,
          ...chosen({ reason, lineId }),
          ...(replayed ? {} : { replayedAt: null }),
          parkedAt: { $lte: at },
          $or: behind,
        })
        .sort({ parkedAt: -1, _id: -1 })
        .limit(limit + 1)
        .toArray();
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf: (row) => [row.parkedAt, row._id],
        itemOf: parkedOf,
      });
    },

    async parkedForReplay(workspaceId, { ids, lineId, reason, cursor, limit }) {
      const oldest: [number, string] = [-1, ""];
      const [at, id] = cursor === null ? oldest : decodeCursor(REPLAY_LIST, cursor, oldest);
      const rows = await collection
        .find({
          workspace: workspaceId,
          ...chosen({ reason, lineId }),
          ...(ids === null ? {} : { _id: { $in: ids.map((one) => keyOf(workspaceId, one)) } }),
          replayedAt: null,
          parkedAt: { $gte: at },
          $or: [{ parkedAt: { $gt: at } }, { parkedAt: at, _id: { $gt: id } }],
        })
        .sort({ parkedAt: 1, _id: 1 })
        .limit(limit + 1)
        .toArray();
      return pageOf(rows, {
        list: REPLAY_LIST,
        limit,
        placeOf: (row) => [row.parkedAt, row._id],
        itemOf: parkedOf,
      });
    },

    async settleParked(workspaceId, ids, at) {
      if (ids.length === 0) return;
      const filter = { _id: { $in: ids.map((id) => keyOf(workspaceId, id)) }, replayedAt: null };
      await again(() => collection.updateMany(filter, { $set: { replayedAt: at } }));
    },
  };
}

function chosen(wanted: {
  reason: ParkedReason | null;
  lineId: LineId | null;
}): Filter<ParkedDocument> {
  const { reason, lineId } = wanted;
  return {
    ...(reason === null ? {} : { reason }),
    ...(lineId === null ? {} : { line: lineId }),
  };
}

/** Parts of a millisecond, exact in the numbers that hold times: the place of an item among those that were put aside with it. */
const PLACES = 1_024;

/** The last place is for all that come behind it. Never a whole number: mongo-java-server compares those with others wrongly. */
function documentOf(item: ToPark, index: number): ParkedDocument {
  const { workspaceId, key, reason, lineId, field, raw } = item;
  const parkedAt = Math.trunc(item.parkedAt) + (Math.min(index, PLACES - 1) + 0.5) / PLACES;
  const id = outsideId("p", key);
  return {
    _id: keyOf(workspaceId, id),
    workspace: workspaceId,
    id,
    reason,
    line: lineId,
    field,
    parkedAt,
    replayedAt: null,
    raw: JSON.stringify(raw ?? null),
  };
}

function parkedOf(document: ParkedDocument): ParkedItem {
  const { id, workspace, reason, line, field, raw, parkedAt, replayedAt } = document;
  return {
    id,
    workspaceId: workspace,
    reason,
    lineId: line,
    field,
    raw: JSON.parse(raw),
    parkedAt: Math.floor(parkedAt),
    replayedAt,
  };
}
