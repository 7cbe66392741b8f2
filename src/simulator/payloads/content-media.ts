import { createHash } from "node:crypto";
import type { Content } from "./content.ts";
import { compact, type JsonObject } from "./json.ts";

/** Media as a live webhook describes it. `sha256` is base64 there, hex in `history` samples (section 2). */
export interface MediaRef {
  /** Media id: usable for 7 days when it came in a webhook (section 8, "Media"). */
  id: string;
  mimeType?: string;
  sha256?: string;
  /** In webhooks since about December 2025; valid 5 minutes and only with the bearer token. */
  url?: string;
}

function mediaMembers(media: MediaRef, mimeType: string): JsonObject {
  return compact({
    mime_type: media.mimeType ?? mimeType,
    sha256: media.sha256 ?? createHash("sha256").update(media.id).digest("base64"),
    id: media.id,
    url: media.url,
  });
}

/** `image` */
export function image(media: MediaRef, caption?: string): Content {
  return { type: "image", image: compact({ caption, ...mediaMembers(media, "image/jpeg") }) };
}

/** `video` */
export function video(media: MediaRef, caption?: string): Content {
  return { type: "video", video: compact({ caption, ...mediaMembers(media, "video/mp4") }) };
}

/** `audio`; `voice` marks a voice note. Its MIME type carries a parameter. */
export function audio(media: MediaRef, voice = false): Content {
  return { type: "audio", audio: { ...mediaMembers(media, "audio/ogg; codecs=opus"), voice } };
}

/** `document` */
export function document(media: MediaRef, filename: string, caption?: string): Content {
  return {
    type: "document",
    document: compact({ caption, filename, ...mediaMembers(media, "application/pdf") }),
  };
}

/** `sticker` */
export function sticker(media: MediaRef, animated = false): Content {
  return { type: "sticker", sticker: { ...mediaMembers(media, "image/webp"), animated } };
}
