import type { UserId, WorkspaceId } from "../domain/ids.ts";
import { mayUseAsset, type MediaKind } from "../domain/media/media.ts";
import type { MediaType } from "../domain/media/types.ts";
import type { MediaStore } from "./media-store.ts";

/** What a send has to know of a library file before it is queued; the type is the detected one. */
export interface SendableMedia {
  kind: MediaKind;
  type: MediaType;
  bytes: number;
  animated: boolean;
  /** Of sound in Opus; absent: not told. */
  channels?: number;
  filename: string;
}

/**
 * The library file of this id, if this user can send it now; null: no user does, an automation does. Null: there is none, it was deleted, or is
 * another's one-off. It was checked against section 8 when it came.
 */
export async function mediaForSend(
  store: Pick<MediaStore, "asset">,
  { workspaceId, sender }: { workspaceId: WorkspaceId; sender: UserId | null },
  mediaId: string,
): Promise<SendableMedia | null> {
  const asset = await store.asset(workspaceId, mediaId);
  if (asset === null || !mayUseAsset(asset, sender)) return null;
  const { kind, animated, channels, filename, blob } = asset;
  const { bytes } = blob;
  // As it was found to be when it came.
  const type = blob.type as MediaType;
  return { kind, type, bytes, animated, ...(channels !== undefined && { channels }), filename };
}
