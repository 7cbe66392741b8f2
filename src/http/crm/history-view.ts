import { z } from "zod";
import type { HistoryItem } from "../../store/contact-history.ts";
import { iso, timeSchema } from "../schemas.ts";
import { actorSchema } from "../views/actor.ts";

export const historyItemSchema = z
  .object({
    id: z.string(),
    type: z.string().meta({
      description: "The type of the event; of conversations `conversation.` and the activity.",
      examples: ["contact.owner_changed", "conversation.closed"],
    }),
    occurredAt: timeSchema,
    actor: actorSchema,
    conversationId: z
      .string()
      .nullable()
      .meta({ description: "The conversation that it happened in, or that brought it about." }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "HistoryItem" });

export function historyItemView(item: HistoryItem): z.infer<typeof historyItemSchema> {
  if (item.kind === "event") {
    const { id, type, occurredAt, cause, conversation, data } = item.event;
    return {
      id,
      type,
      occurredAt: iso(occurredAt),
      actor: cause.actor,
      conversationId: conversation?.id ?? null,
      data,
    };
  }
  const { conversationId, id, activity, actor, occurredAt, data } = item.activity;
  return {
    id: `${conversationId}.${id}`,
    type: `conversation.${activity}`,
    occurredAt: iso(occurredAt),
    actor,
    conversationId,
    data,
  };
}
