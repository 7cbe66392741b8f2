import type { MediaProblem } from "../../channels/whatsapp/graph/media-answers.ts";
import type { GraphMedia } from "../../channels/whatsapp/graph/media.ts";
import type { Clock } from "../../clock.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { Line } from "../../domain/line.ts";
import type { BlobStore } from "../../media/blob-store.ts";
import type { MediaStore } from "../../store/media-store.ts";

/** WhatsApp keeps an upload for 30 days; a send may wait a while after it took the id. */
const REUSE_MS = 29 * 86_400_000;

export interface SendMediaDeps {
  store: Pick<MediaStore, "asset" | "mediaUpload" | "putMediaUpload">;
  blobs: Pick<BlobStore, "read">;
  graph: Pick<GraphMedia, "upload">;
  clock: Clock;
}

export type MediaIdForSend =
  | { kind: "ready"; mediaId: string }
  /** No such file, or its bytes are not there. */
  | { kind: "unknown" }
  | MediaProblem;

/**
 * WhatsApp's id for a library file on a line, uploading the file when WhatsApp does not have it: once per line in 29 days. Uploading
 * twice, as two processes at once may, does no harm. `afresh` uploads whatever is known: WhatsApp said that the id is gone.
 */
export type MediaIdForLine = (
  line: Pick<Line, "id" | "accessToken"> & { workspaceId: WorkspaceId },
  assetId: string,
  options?: { afresh: boolean },
) => Promise<MediaIdForSend>;

export function createMediaIdForLine(deps: SendMediaDeps): MediaIdForLine {
  const { store, blobs, graph, clock } = deps;
  return async ({ workspaceId, id: lineId, accessToken }, assetId, options) => {
    const known = await store.mediaUpload(workspaceId, assetId, lineId);
    const isGood = known !== null && clock.now() - known.uploadedAt < REUSE_MS;
    if (isGood && options?.afresh !== true) return { kind: "ready", mediaId: known.providerId };
    // A deleted one too: what was queued before it was deleted still goes out.
    const asset = await store.asset(workspaceId, assetId);
    if (asset === null) return { kind: "unknown" };
    if (accessToken === null) return { kind: "unauthorized" };
    const { key, type, bytes: size, sha256 } = asset.blob;
    const bytes = await blobs.read(key, null);
    if (bytes === null) return { kind: "unknown" };
    const file = { type, filename: asset.filename, size, sha256, bytes };
    const answer = await graph.upload({ lineId, accessToken, file });
    if (answer.kind !== "uploaded") return answer;
    const { mediaId: providerId } = answer;
    const upload = { assetId, lineId, providerId, uploadedAt: clock.now() };
    await store.putMediaUpload(workspaceId, upload);
    return { kind: "ready", mediaId: providerId };
  };
}
