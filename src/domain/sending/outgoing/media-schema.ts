import { z } from "zod";
import { SENT_NAME_CHARS_MAX } from "../../media/filename.ts";
import { label, maybeWritten } from "./written.ts";

const CAPTION_CHARS_MAX = 1_024;

/** A file of the workspace's library (Q37). Whether it is there, and of the kind that is named, is found out before it is queued. */
export const mediaIdSchema = z.string().min(1).max(128);

/** A document's name as the contact sees it. */
export const filenameSchema = label(SENT_NAME_CHARS_MAX).regex(
  /^[^/\\]*$/u,
  "must be a name and no path",
);

const caption = maybeWritten(CAPTION_CHARS_MAX);

export const pictureSchema = z.strictObject({
  type: z.enum(["image", "video"]),
  mediaId: mediaIdSchema,
  caption,
});

export const audioSchema = z.strictObject({
  type: z.literal("audio"),
  mediaId: mediaIdSchema,
  /** Shown as a voice note: OGG with Opus only, of one channel. */
  voice: z.boolean().default(false),
});

export const documentSchema = z.strictObject({
  type: z.literal("document"),
  mediaId: mediaIdSchema,
  caption,
  /** As the contact sees it. */
  filename: filenameSchema.nullable().default(null),
});

export const stickerSchema = z.strictObject({
  type: z.literal("sticker"),
  mediaId: mediaIdSchema,
});
