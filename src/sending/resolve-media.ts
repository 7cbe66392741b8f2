import type { MediaKind } from "../domain/media/media.ts";
import { withExtension } from "../domain/media/filename.ts";
import type { OutgoingContent } from "../domain/sending/outgoing.ts";
import { mediaForSend, type SendableMedia } from "../store/media-for-send.ts";
import {
  unsendable,
  type ResolvedContent,
  type SendContext,
  type Unsendable,
} from "./resolution.ts";

/** Whose library it is. */
export type LibraryContext = Pick<SendContext, "workspaceId" | "sender"> & {
  store: Pick<SendContext["store"], "asset">;
};

const VOICE_TYPE = "audio/ogg";

type OutgoingMedia = OutgoingContent & { type: MediaKind };
type OutgoingButtons = OutgoingContent & { type: "buttons" };

/** A file of the library as a message: what its bytes are decides, and not what somebody calls it (Q35). */
export async function resolveMedia(
  content: OutgoingMedia,
  context: LibraryContext,
): Promise<ResolvedContent> {
  const file = await fileOf(content.mediaId, { kind: content.type, field: "mediaId" }, context);
  if (file.kind === "unsendable") return file;
  const rule = content.type === "audio" && content.voice ? brokenVoiceRule(file.media) : null;
  if (rule !== null) return unsendable("message.media_unusable", "voice", rule);
  return { kind: "content", content: named(content, file.media) };
}

/** Why a file is no voice note (WhatsApp section 8); null when it may be one. */
function brokenVoiceRule({ type, channels = 1 }: SendableMedia): string | null {
  if (type !== VOICE_TYPE) return `needs OGG with Opus, and the file is ${type}`;
  return channels > 1 ? `needs sound of one channel, and the file has ${channels}` : null;
}

/** The picture, video or document above buttons. */
export async function resolveHeader(
  content: OutgoingButtons,
  context: LibraryContext,
): Promise<ResolvedContent> {
  const { header } = content;
  if (header === null || header.type === "text") return { kind: "content", content };
  const wanted = { kind: header.type, field: "header.mediaId" };
  const file = await fileOf(header.mediaId, wanted, context);
  return file.kind === "unsendable" ? file : { kind: "content", content };
}

/** A document goes out under the name it has in the library, unless it was given another one. */
function named(content: OutgoingMedia, { filename, type }: SendableMedia): OutgoingMedia {
  if (content.type !== "document") return content;
  const given = content.filename;
  return { ...content, filename: given === null ? filename : withExtension(given, type) };
}

async function fileOf(
  mediaId: string,
  { kind, field }: { kind: MediaKind; field: string },
  { store, ...of }: LibraryContext,
): Promise<{ kind: "file"; media: SendableMedia } | Unsendable> {
  const media = await mediaForSend(store, of, mediaId);
  if (media === null) {
    return unsendable("message.media_unusable", field, "is no file of the library");
  }
  return media.kind === kind
    ? { kind: "file", media }
    : unsendable("message.media_unusable", field, `must be of kind ${kind}, and is ${media.kind}`);
}
