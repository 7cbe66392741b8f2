import type { Collection } from "mongodb";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { IntakeStore, Notice } from "../../intake-store.ts";
import type { NoticeDocument } from "./outside-documents.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";
import { outsideId } from "../crm/outside-id.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";

/** News to be kept. Its key is unique in the workspace: the same news again makes no second document. */
export interface ToNotice extends Omit<Notice, "id"> {
  workspaceId: WorkspaceId;
  key: string;
}

export interface Notices extends Pick<IntakeStore, "notices"> {
  note(notices: readonly ToNotice[]): Promise<void>;
}

const LIST = "notices";

export function createNotices(collection: Collection<NoticeDocument>): Notices {
  return {
    async note(notices) {
      await insertNew(collection, notices.map(documentOf));
    },
    async notices(workspace, { cursor, limit }) {
      const [at, id] = cursor === null ? [NEWEST_PLACE, ""] : decodeCursor(LIST, cursor, [0, ""]);
      const behind = [{ receivedAt: { $lt: at } }, { receivedAt: at, _id: { $lt: id } }];
      const rows = await collection
        .find({ workspace, receivedAt: { $lte: at }, $or: behind })
        .sort({ receivedAt: -1, _id: -1 })
        .limit(limit + 1)
        .toArray();
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf: (row) => [row.receivedAt, row._id],
        itemOf: noticeOf,
      });
    },
  };
}

function documentOf(notice: ToNotice): NoticeDocument {
  const { workspaceId, key, field, event, wabaId, lineId, occurredAt, receivedAt, raw } = notice;
  const id = outsideId("n", key);
  return {
    _id: keyOf(workspaceId, id),
    workspace: workspaceId,
    id,
    field,
    event,
    waba: wabaId,
    line: lineId,
    occurredAt,
    receivedAt,
    raw: JSON.stringify(raw ?? null),
  };
}

function noticeOf(document: NoticeDocument): Notice {
  const { id, field, event, waba, line, occurredAt, receivedAt, raw } = document;
  return {
    id,
    field,
    event,
    wabaId: waba,
    lineId: line,
    occurredAt,
    receivedAt,
    raw: JSON.parse(raw),
  };
}
