import type { MessageContent } from "../conversation/content.ts";
import { wordsSaid } from "./answer-text.ts";
import type { StartName } from "./flow-book.ts";
import { isFound } from "./pattern.ts";
import { STARTED_BY_CONTACT_ALIASES, type StartEvent } from "./start-event.ts";
import { hasKeyword } from "./text-match.ts";

/** Which messages of the contact start a flow. */
export type MessageMatch = Extract<StartEvent, { on: "message.received" }>["match"];

/** The name of a start event without its aliases (Q55). */
export function startNameOf({ on }: StartEvent): StartName {
  return STARTED_BY_CONTACT_ALIASES.some((alias) => alias === on)
    ? "conversation.started_by_contact"
    : on;
}

/** Whether a message of the contact is one that starts such a flow. */
export function matchesMessage(match: MessageMatch, content: MessageContent): boolean {
  switch (match.kind) {
    case "any":
      return true;
    case "keyword":
      return hasKeyword(typedText(content), match.words);
    case "pattern":
      return isFound(match.pattern, typedText(content));
    case "button":
    case "list": {
      const tap = tapOf(content);
      return tap?.kind === match.kind && (match.ids === null || match.ids.includes(tap.id ?? ""));
    }
    case "media":
      return match.types === null
        ? isMedia(content)
        : match.types.some((type) => type === content.type);
  }
}

/** What keywords and patterns are sought in: what the contact wrote. A tap is no writing, or a button's title would start what its words start. */
export function typedText(content: MessageContent): string {
  return content.type === "reply" ? "" : (wordsSaid(content) ?? "");
}

/** A tap on a button, or on the quick reply of a template; or on a row of a list. */
export function tapOf(
  content: MessageContent,
): { kind: "button" | "list"; id: string | null } | null {
  if (content.type !== "reply") return null;
  return { kind: content.via === "list" ? "list" : "button", id: content.id };
}

export function isMedia({ type }: MessageContent): boolean {
  return MEDIA.has(type);
}

const MEDIA: ReadonlySet<string> = new Set(["image", "video", "audio", "document", "sticker"]);
