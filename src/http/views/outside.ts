import { z } from "zod";
import type { Notice, ParkedItem } from "../../store/intake-store.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";

export const parkedReasonSchema = z.enum([
  "unknown_line",
  "unknown_field",
  "unknown_type",
  "unknown_shape",
  "no_identity",
  "group",
  "invalid",
]);

export const parkedItemSchema = z
  .object({
    id: z.string(),
    reason: parkedReasonSchema,
    lineId: z.string().nullable(),
    field: z.string(),
    raw: z.unknown().meta({ description: "The item as WhatsApp sent it, as a body of its own." }),
    parkedAt: timeSchema,
    replayedAt: timeSchema.nullable(),
  })
  .meta({ id: "ParkedItem" });

export function parkedItemView(item: ParkedItem): z.infer<typeof parkedItemSchema> {
  const { workspaceId: _workspaceId, ...shown } = item;
  return { ...shown, parkedAt: iso(item.parkedAt), replayedAt: isoOrNull(item.replayedAt) };
}

export const noticeSchema = z
  .object({
    id: z.string(),
    field: z.string(),
    event: z.string().nullable(),
    wabaId: z.string().nullable(),
    lineId: z.string().nullable(),
    occurredAt: timeSchema,
    receivedAt: timeSchema,
    raw: z.unknown(),
  })
  .meta({ id: "Notice" });

export function noticeView(notice: Notice): z.infer<typeof noticeSchema> {
  return { ...notice, occurredAt: iso(notice.occurredAt), receivedAt: iso(notice.receivedAt) };
}
