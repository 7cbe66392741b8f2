import type { MessageContent } from "../domain/conversation/content.ts";
import type { MessageItem } from "../domain/conversation/message.ts";

const CONTENT_CHARS_MAX = 12_000;

/**
 * A message as events carry it. Content that would make the event larger than receivers like (about 20 kB, Standard Webhooks) is
 * left out and said to be; the timeline has it.
 */
export function messageData(message: MessageItem): Record<string, unknown> {
  const { id, sourceId, direction, origin, occurredAt, status, context, referral, resendOf } =
    message;
  return {
    id,
    sourceId,
    direction,
    origin,
    occurredAt: new Date(occurredAt).toISOString(),
    ...contentData(message.revokedAt === null ? message.content : null),
    ...(status === null ? {} : { status }),
    ...(context === null ? {} : { context }),
    ...(referral === null ? {} : { referral }),
    ...(resendOf === undefined ? {} : { resendOf }),
  };
}

function contentData(content: MessageContent | null): Record<string, unknown> {
  if (content === null) return { content: null };
  if (content.type === "text" && content.text.length <= CONTENT_CHARS_MAX) return { content };
  return JSON.stringify(content).length <= CONTENT_CHARS_MAX
    ? { content }
    : { content: { type: content.type }, truncated: true };
}
