import { z } from "zod";
import type { Line } from "../../domain/line.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";

/** Answers are cut to their schema and not refused by it, so the rules of the input are not repeated here. */
const settingsSchema = z.object({
  windowMs: z.int(),
  closingLeadMs: z.int(),
  autoClose: z
    .object({
      enabled: z.boolean(),
      afterMs: z.int(),
      description: z.string(),
      reasonCode: z.string().nullable(),
    })
    .nullable(),
  ownerOnReopening: z.enum(["keep", "unassign", "contactOwner"]),
  reopening: z.enum(["automatic", "manual"]),
  pickupMs: z.int().nullable(),
  version: z.int().meta({ description: "Counts the changes of these settings." }),
  autoCloseActivatedAt: timeSchema
    .nullable()
    .meta({ description: "Inbound messages received from then on start a clock." }),
});

export const lineSchema = z
  .object({
    id: z.string().meta({ description: "Meta's `phone_number_id`." }),
    name: z.string(),
    displayPhoneNumber: z.string(),
    wabaId: z.string(),
    portfolioId: z.string(),
    hasAccessToken: z.boolean().meta({ description: "The token itself is never shown." }),
    settings: settingsSchema,
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: "Line" });

export function lineView(line: Line): z.infer<typeof lineSchema> {
  const { workspaceId: _workspaceId, accessToken, ...shown } = line;
  return {
    ...shown,
    hasAccessToken: accessToken !== null,
    settings: {
      ...line.settings,
      autoCloseActivatedAt: isoOrNull(line.settings.autoCloseActivatedAt),
    },
    createdAt: iso(line.createdAt),
    updatedAt: iso(line.updatedAt),
  };
}
