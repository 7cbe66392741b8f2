import type { MediaAsset } from "../../../src/domain/media/media.ts";
import type { BlobStore } from "../../../src/media/blob-store.ts";
import { USERS, WORKSPACES } from "../outside/places.ts";

/** The files of the library that flows send. */
export const PHOTOS = ["med_summer", "med_winter"] as const;

/** Both workspaces have files of the same names. */
export function libraryAt(createdAt: number): MediaAsset[] {
  return WORKSPACES.flatMap((workspaceId) =>
    PHOTOS.map((id) => ({
      workspaceId,
      id,
      kind: "image" as const,
      animated: false,
      blob: { key: `${workspaceId}/${id}`, type: "image/png", bytes: 4, sha256: "00".repeat(32) },
      filename: `${id}.png`,
      oneOff: false,
      createdBy: USERS[0],
      createdAt,
      deletedAt: null,
    })),
  );
}

/** Where their bytes are: what they are nobody asks. */
export const BLOBS: Pick<BlobStore, "read"> = {
  read: () => Promise.resolve(bytes()),
};

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(4);
}
