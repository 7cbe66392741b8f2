import { assetOf, unlistedAt, type MediaAsset } from "../../../domain/media/media.ts";
import type { MediaStore } from "../../media-store.ts";
import type { Collections } from "../documents.ts";
import type { MediaAssetDocument } from "./media-documents.ts";
import { duplicateOf } from "../errors.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";

type MediaAssets = Pick<
  MediaStore,
  "addAsset" | "asset" | "assets" | "deleteAsset" | "mediaUpload" | "putMediaUpload"
>;

const LIST = "media";

export function createMediaAssets({
  mediaAssets,
  mediaUploads,
}: Pick<Collections, "mediaAssets" | "mediaUploads">): MediaAssets {
  return {
    async addAsset(asset) {
      await insertNew(mediaAssets, [documentOf(asset)]);
    },

    async asset(workspaceId, id) {
      const document = await mediaAssets.findOne({ _id: keyOf(workspaceId, id) });
      return document === null ? null : itemOf(document);
    },

    async assets(workspace, { kind, cursor, limit }) {
      const [at, id] = cursor === null ? [NEWEST_PLACE, ""] : decodeCursor(LIST, cursor, [0, ""]);
      const behind = [{ createdAt: { $lt: at } }, { createdAt: at, _id: { $lt: id } }];
      const rows = await mediaAssets
        .find({
          workspace,
          ...(kind === null ? {} : { kind }),
          deletedAt: null,
          createdAt: { $lte: at },
          $or: behind,
        })
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit + 1)
        .toArray();
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf: (row) => [row.createdAt, row._id],
        itemOf,
      });
    },

    async deleteAsset(workspaceId, id, at) {
      const { matchedCount } = await mediaAssets.updateOne(
        { _id: keyOf(workspaceId, id), deletedAt: { $in: [null, 0] } },
        { $set: { deletedAt: Math.trunc(at) } },
      );
      return matchedCount > 0;
    },

    async mediaUpload(workspaceId, assetId, lineId) {
      const found = await mediaUploads.findOne({ _id: keyOf(workspaceId, assetId, lineId) });
      return found === null ? null : { providerId: found.providerId, uploadedAt: found.uploadedAt };
    },

    async putMediaUpload(workspaceId, { assetId, lineId, providerId, uploadedAt }) {
      const _id = keyOf(workspaceId, assetId, lineId);
      try {
        await mediaUploads.updateOne(
          { _id, uploadedAt: { $lt: uploadedAt } },
          { $set: { workspace: workspaceId, providerId, uploadedAt: Math.trunc(uploadedAt) } },
          { upsert: true },
        );
      } catch (error) {
        // A newer one stands, which the filter leaves out and the upsert then meets.
        if (duplicateOf(error)?.index !== "_id_") throw error;
      }
    },
  };
}

function documentOf(asset: MediaAsset): MediaAssetDocument {
  const { workspaceId, id, kind, createdAt } = asset;
  return {
    _id: keyOf(workspaceId, id),
    workspace: workspaceId,
    id,
    kind,
    createdAt,
    deletedAt: unlistedAt(asset),
    doc: JSON.stringify(asset),
  };
}

function itemOf({ deletedAt, doc }: MediaAssetDocument): MediaAsset {
  return assetOf(doc, deletedAt);
}
