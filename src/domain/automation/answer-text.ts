import type { MessageContent } from "../conversation/content.ts";

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

/** The file that came with a message; null when none did. */
export function mediaSaid(content: MessageContent): string | null {
  switch (content.type) {
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return content.mediaId;
    default:
      return null;
  }
}
