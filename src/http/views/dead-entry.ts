import { z } from "zod";
import type { DeadEntry } from "../../store/dead-entry-store.ts";
import { iso, timeSchema } from "../schemas.ts";

export const deadEntrySchema = z
  .object({
    id: z.string(),
    conversationId: z.string(),
    kind: z.string().meta({
      description: "What it is: `message`, `status`, `command`, ...",
      examples: ["message"],
    }),
    reason: z.string().meta({
      description: "The kind of defect; what else is known of it stands in the log.",
      examples: ["TypeError", "ProcessDied"],
    }),
    occurredAt: timeSchema,
    receivedAt: timeSchema,
    diedAt: timeSchema,
  })
  .meta({ id: "DeadEntry" });

export function deadEntryView(entry: DeadEntry): z.infer<typeof deadEntrySchema> {
  const { workspaceId: _workspaceId, occurredAt, receivedAt, diedAt, ...shown } = entry;
  return {
    ...shown,
    occurredAt: iso(occurredAt),
    receivedAt: iso(receivedAt),
    diedAt: iso(diedAt),
  };
}
