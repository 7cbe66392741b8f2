import type { AskedMessage } from "../domain/sending/asked-message.ts";
import { resolveHeader, resolveMedia } from "./resolve-media.ts";
import type { ResolvedContent, SendContext } from "./resolution.ts";
import { resolveTemplate } from "./resolve-template.ts";

/**
 * Makes what an agent asked for complete: from here on nothing about the message depends on when it leaves. Whatever needs more than the
 * request says has a file of its own beside this one.
 */
export async function resolveContent(
  asked: AskedMessage,
  context: SendContext,
): Promise<ResolvedContent> {
  const { replyToId: _replyToId, ...content } = { replyToId: null, ...asked };
  switch (content.type) {
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return resolveMedia(content, context);
    case "buttons":
      return resolveHeader(content, context);
    case "template": {
      const { contact, line: of } = context.row;
      const line = await context.store.line(context.workspaceId, of.id);
      if (line === null) throw new Error("a conversation whose line is not there");
      return resolveTemplate(content, { line, contact }, context);
    }
    case "text":
    case "location":
    case "contacts":
    case "list":
    case "reaction":
      return { kind: "content", content };
  }
}
