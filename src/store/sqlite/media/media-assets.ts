import { assetOf, unlistedAt, type MediaAsset } from "../../../domain/media/media.ts";
import type { MediaStore } from "../../media-store.ts";
import type { Connection } from "../connection.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";

type MediaAssets = Pick<
  MediaStore,
  "addAsset" | "asset" | "assets" | "deleteAsset" | "mediaUpload" | "putMediaUpload"
>;

interface Row {
  id: string;
  created_at: number;
  deleted_at: number | null;
  doc: string;
}

const LIST = "media";
const COLUMNS = "id, created_at, deleted_at, doc";

export function createMediaAssets(connection: Connection): MediaAssets {
  const insert = connection.statement(
    `insert into media_assets (workspace, id, kind, created_at, deleted_at, doc)
     values (?, ?, ?, ?, ?, ?) on conflict do nothing`,
  );
  const one = connection.query<Row>(
    `select ${COLUMNS} from media_assets where workspace = ? and id = ?`,
  );
  const page = connection.query<Row>(
    `select ${COLUMNS} from media_assets
     where workspace = ? and deleted_at is null and (created_at, id) < (?, ?)
     order by created_at desc, id desc limit ?`,
  );
  const pageOfKind = connection.query<Row>(
    `select ${COLUMNS} from media_assets
     where workspace = ? and kind = ? and deleted_at is null and (created_at, id) < (?, ?)
     order by created_at desc, id desc limit ?`,
  );
  const remove = connection.statement(
    `update media_assets set deleted_at = ?
     where workspace = ? and id = ? and (deleted_at is null or deleted_at = 0)`,
  );
  return {
    ...createUploads(connection),
    async addAsset(asset) {
      const { workspaceId, id, kind, createdAt } = asset;
      await connection.write(() =>
        insert.run(workspaceId, id, kind, createdAt, unlistedAt(asset), JSON.stringify(asset)),
      );
    },
    asset: (workspaceId, id) =>
      connection.read(() => {
        const row = one.get(workspaceId, id);
        return row === undefined ? null : itemOf(row);
      }),
    async assets(workspaceId, { kind, cursor, limit }) {
      const [at, id] = cursor === null ? [NEWEST_PLACE, ""] : decodeCursor(LIST, cursor, [0, ""]);
      const rows = await connection.read(() =>
        kind === null
          ? page.all(workspaceId, at, id, limit + 1)
          : pageOfKind.all(workspaceId, kind, at, id, limit + 1),
      );
      const placeOf = (row: Row) => [row.created_at, row.id];
      return pageOf(rows, { list: LIST, limit, placeOf, itemOf });
    },
    deleteAsset: (workspaceId, id, at) =>
      connection.write(() => remove.run(Math.trunc(at), workspaceId, id) > 0),
  };
}

function createUploads(
  connection: Connection,
): Pick<MediaAssets, "mediaUpload" | "putMediaUpload"> {
  const one = connection.query<{ provider_id: string; uploaded_at: number }>(
    `select provider_id, uploaded_at from media_uploads
     where workspace = ? and asset = ? and line = ?`,
  );
  const put = connection.statement(
    `insert into media_uploads (workspace, asset, line, provider_id, uploaded_at)
     values (?, ?, ?, ?, ?)
     on conflict do update set provider_id = excluded.provider_id, uploaded_at = excluded.uploaded_at
     where excluded.uploaded_at > uploaded_at`,
  );
  return {
    mediaUpload: (workspaceId, assetId, lineId) =>
      connection.read(() => {
        const row = one.get(workspaceId, assetId, lineId);
        if (row === undefined) return null;
        return { providerId: row.provider_id, uploadedAt: row.uploaded_at };
      }),
    async putMediaUpload(workspaceId, { assetId, lineId, providerId, uploadedAt }) {
      await connection.write(() =>
        put.run(workspaceId, assetId, lineId, providerId, Math.trunc(uploadedAt)),
      );
    },
  };
}

function itemOf({ deleted_at: since, doc }: Row): MediaAsset {
  return assetOf(doc, since);
}
