import { z } from "zod";
import type { MediaAsset, MediaFile } from "../../domain/media/media.ts";
import type { TimelineItem } from "../../domain/conversation/message.ts";
import type { MediaStore } from "../../store/media-store.ts";
import { mediaFileOf } from "../../domain/media/media.ts";
import { iso, timeSchema } from "../schemas.ts";

export const mediaKindSchema = z.enum(["image", "video", "audio", "document", "sticker"]);

const failureSchema = z
  .enum(["expired", "too_large", "type_refused", "damaged", "infected", "unscanned", "unreachable"])
  .nullable()
  .meta({
    description:
      "Why the file will not come. `expired`: WhatsApp does not have it any more. `type_refused`: its bytes are of no type that is kept, or not what the message says. `infected`: the antivirus found something. `unscanned`: it could not look, so the file was not taken.",
  });

/** The file of a message, beside what WhatsApp says about it. */
export const mediaFileSchema = z
  .object({
    id: z.string(),
    state: z.enum(["pending", "ready", "failed"]),
    url: z
      .string()
      .nullable()
      .meta({ description: "Path of the download when it is ready; it needs the token too." }),
    type: z.string().nullable().meta({ description: "As detected from the bytes." }),
    bytes: z.int().nullable(),
    failure: failureSchema,
  })
  .meta({ id: "MediaFile" });

export type MediaFileView = z.infer<typeof mediaFileSchema>;

export const mediaAssetSchema = z
  .object({
    id: z.string(),
    kind: mediaKindSchema,
    type: z.string().meta({ description: "As detected from the bytes." }),
    bytes: z.int(),
    sha256: z.string(),
    filename: z.string().meta({ description: "Safe to show and to save under." }),
    animated: z.boolean().meta({ description: "Of stickers." }),
    oneOff: z.boolean().meta({ description: "In no list, and for whoever uploaded it alone." }),
    createdBy: z.string(),
    createdAt: timeSchema,
    url: z.string().meta({ description: "Path of the download; it needs the token too." }),
  })
  .meta({
    id: "Media",
    examples: [
      {
        id: "med_0k2f7v9c1m3n5p7q9s1u",
        kind: "document",
        type: "application/pdf",
        bytes: 48_213,
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        filename: "Catálogo 2026.pdf",
        animated: false,
        oneOff: false,
        createdBy: "admin",
        createdAt: "2026-11-22T21:48:00.000Z",
        url: "/v1/media/med_0k2f7v9c1m3n5p7q9s1u/content",
      },
    ],
  });

export function mediaAssetView(asset: MediaAsset): z.infer<typeof mediaAssetSchema> {
  const { id, kind, blob, filename, animated, oneOff, createdBy, createdAt } = asset;
  return {
    id,
    kind,
    type: blob.type,
    bytes: blob.bytes,
    sha256: blob.sha256,
    filename,
    animated,
    oneOff,
    createdBy,
    createdAt: iso(createdAt),
    url: `/v1/media/${encodeURIComponent(id)}/content`,
  };
}

type Files = Pick<MediaStore, "mediaFiles" | "asset">;

/** The files of a page of a timeline, by message id. One read for all of them, and one for each library file. */
export async function timelineFiles(
  store: Files,
  place: { workspaceId: string; conversationId: string },
  items: readonly TimelineItem[],
): Promise<ReadonlyMap<string, MediaFileView>> {
  const { workspaceId, conversationId } = place;
  // The line is of no concern for the id.
  const named = items.map((item) => mediaFileOf(item, { workspaceId, lineId: "" }));
  const ids = named.flatMap((file) => (file === null ? [] : [file.id]));
  if (ids.length === 0) return new Map();
  const files = await store.mediaFiles(workspaceId, conversationId, ids);
  const views = await Promise.all(
    files.map(async (file) => [file.messageId, await viewOf(store, file)] as const),
  );
  return new Map(views);
}

async function viewOf(store: Files, file: MediaFile): Promise<MediaFileView> {
  const { conversationId, id, state, failure } = file;
  const asset =
    file.origin === "library" ? await store.asset(file.workspaceId, file.sourceId) : null;
  const blob = asset?.blob ?? file.blob;
  const path = `/v1/conversations/${encodeURIComponent(conversationId)}/media/${encodeURIComponent(id)}`;
  return {
    id,
    state,
    url: state === "ready" && blob !== null ? path : null,
    type: blob?.type ?? null,
    bytes: blob?.bytes ?? null,
    failure,
  };
}
