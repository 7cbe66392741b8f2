import { z } from "zod";
import { messageIdOf } from "../../domain/ids.ts";
import type { ConversationRow } from "../../store/reader.ts";
import type { HttpDeps } from "../deps.ts";
import { timelineViews } from "../views/timeline-views.ts";
import { CONVERSATION_EXAMPLE } from "../views/conversation-example.ts";
import { conversationSchema } from "../views/conversation.ts";
import { timelineItemSchema, type TimelineItemView } from "../views/timeline.ts";

const refusedSchema = z
  .object({
    index: z.int().meta({ description: "Its place among the messages that were asked for." }),
    code: z.string(),
    errors: z.array(z.object({ field: z.string(), rule: z.string() })),
  })
  .meta({ id: "RefusedMessage" });

/** The answer of a send. */
export const sentSchema = conversationSchema
  .extend({
    messages: z
      .array(timelineItemSchema)
      .meta({ description: "What was queued, in its order, as it is now." }),
    refused: z.array(refusedSchema).meta({ description: "What was not, and why." }),
  })
  .meta({
    id: "SentMessages",
    examples: [{ ...CONVERSATION_EXAMPLE, messages: [], refused: [] }],
  });

/** The messages that a step made, `count` of them, as they are now: one that was answered for long may have been delivered since. */
export async function messagesOf(
  row: ConversationRow,
  { version, count }: { version: number; count: number },
  store: HttpDeps["store"],
): Promise<TimelineItemView[]> {
  const { workspaceId, id: conversationId } = row.conversation;
  const ids = Array.from({ length: count }, (_, index) => messageIdOf(version, index));
  const found = await store.messages(workspaceId, conversationId, ids);
  const items = found.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  return timelineViews(store, row, items);
}
