import { z } from "zod";
import { STOP_REASONS, type LineSending } from "../../domain/sending/line-sending.ts";
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

const sendingSchema = z.object({
  state: z.enum(["running", "stopped"]).meta({
    description:
      "Stopped: WhatsApp refused the line for a reason that somebody has to mend, or it has no token. Its messages wait.",
  }),
  reason: z.enum(STOP_REASONS).nullable(),
  code: z.int().nullable().meta({ description: "WhatsApp's error code, if one stopped it." }),
  since: timeSchema.nullable(),
  perSecond: z
    .int()
    .nullable()
    .meta({ description: "Messages per second that WhatsApp allows; null until it has told." }),
  messagingLimit: z.int().nullable().meta({
    description:
      "People whom the portfolio may reach outside of windows in any 24 hours; null: no limit, or none that is known.",
  }),
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
    sending: sendingSchema,
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: "Line" });

export function lineView(line: Line, sending: LineSending): z.infer<typeof lineSchema> {
  const { workspaceId: _workspaceId, accessToken, ...shown } = line;
  return {
    ...shown,
    hasAccessToken: accessToken !== null,
    settings: {
      ...line.settings,
      autoCloseActivatedAt: isoOrNull(line.settings.autoCloseActivatedAt),
    },
    sending: sendingView(sending),
    createdAt: iso(line.createdAt),
    updatedAt: iso(line.updatedAt),
  };
}

function sendingView({ stop, capacity }: LineSending): z.infer<typeof sendingSchema> {
  return {
    state: stop === null ? "running" : "stopped",
    reason: stop?.reason ?? null,
    code: stop?.code ?? null,
    since: isoOrNull(stop?.since ?? null),
    perSecond: capacity?.perSecond ?? null,
    messagingLimit: capacity?.messagingLimit ?? null,
  };
}
