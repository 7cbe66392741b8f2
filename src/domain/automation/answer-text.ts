import type { MessageContent } from "../conversation/content.ts";

/** A message of the contact: `fileId` is what its file is called, if it has one. */
export interface Said {
  content: MessageContent;
  fileId: string;
}

/** What the contact said with a message, as text: what was written, or what stands on the button that was tapped. Null: nothing in words. */
export function wordsSaid(content: MessageContent): string | null {
  switch (content.type) {
    case "text":
    case "template":
      return content.text;
    case "reply":
      return content.title;
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return content.caption;
    case "order":
      return content.text;
    case "form":
      return content.responseText;
    case "location":
    case "contacts":
    case "choices":
    case "reaction":
    case "callPermission":
    case "unsupported":
      return null;
  }
}

/** The id of the file that came with a message, under which the conversation has it (`GET /v1/conversations/{id}/media/{mediaId}`); null when none did. */
export function fileSaid({ content, fileId }: Said): string | null {
  switch (content.type) {
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return content.mediaId === null ? null : fileId;
    default:
      return null;
  }
}
