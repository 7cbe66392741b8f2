import { z } from "zod";
import { SEND_FAILURES } from "../../domain/sending/send.ts";
import { timeSchema } from "../schemas.ts";
import { contentSchema, providerErrorSchema } from "../views/content.ts";
import { contextSchema, referralSchema } from "../views/timeline.ts";
import { maybe, ofStep, text } from "./parts.ts";

const id = text.meta({ description: "Within its conversation." });
const sourceId = maybe.meta({ description: "WhatsApp's id (wamid); null until it has taken it." });
const statusSchema = z.enum([
  "queued",
  "uncertain",
  "sent",
  "delivered",
  "read",
  "played",
  "failed",
]);
const by = z.enum(["contact", "business"]);

/** What every message says in an event. */
const said = {
  id,
  sourceId,
  direction: z.enum(["incoming", "outgoing"]),
  origin: z.enum(["live", "echo", "history"]).meta({
    description: "`echo`: sent from the phone app. `history`: imported from there.",
  }),
  occurredAt: timeSchema,
  content: z
    .union([contentSchema, z.object({ type: text })])
    .nullable()
    .meta({ description: "Null when it was revoked; its `type` alone when `truncated`." }),
  truncated: z.literal(true).optional().meta({
    description: "There when the content is too long for an event; the timeline has it.",
  }),
  context: contextSchema.optional().meta({ description: "There when it answers a message." }),
};
const referral = referralSchema.optional().meta({ description: "There when an ad brought it." });
const status = statusSchema.meta({ description: "How far it has come." });
const resendOf = text.optional().meta({ description: "The failed message that it repeats." });

export const receivedData = ofStep({ message: z.object({ ...said, referral }) }).meta({
  id: "MessageReceivedData",
});
export const echoedData = ofStep({ message: z.object({ ...said, referral, status }) }).meta({
  id: "MessageEchoedData",
});
const answering = contextSchema.extend({ product: z.null() });
export const queuedData = ofStep({
  message: z.object({ ...said, context: answering.optional(), status, resendOf }),
}).meta({ id: "MessageQueuedData" });
export const editedData = ofStep({
  message: z.object({
    ...said,
    referral,
    status: status.optional().meta({ description: "Of outgoing messages." }),
    resendOf,
  }),
}).meta({ id: "MessageEditedData" });
export const statusData = ofStep({
  message: z.object({ id, sourceId, status: statusSchema }),
}).meta({
  id: "MessageStatusData",
});
export const failedData = statusData
  .extend({
    errors: z
      .array(providerErrorSchema)
      .meta({ description: "As WhatsApp told them; may be none." }),
    reason: z.enum(SEND_FAILURES),
  })
  .meta({ id: "MessageFailedData" });
export const reactedData = ofStep({
  message: z.object({ id, sourceId }),
  by,
  emoji: maybe.meta({ description: "Null: taken back." }),
}).meta({ id: "MessageReactedData" });
export const revokedData = ofStep({ message: z.object({ id, sourceId }) }).meta({
  id: "MessageRevokedData",
});
