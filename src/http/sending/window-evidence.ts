import { z } from "zod";
import { freeFormEndsAt } from "../../domain/conversation/window.ts";
import type { ConversationRow } from "../../store/reader.ts";
import type { HttpDeps } from "../deps.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";
import { templateNameSchema } from "../templates/sendable-templates.ts";

export const windowEvidenceSchema = z.object({
  window: z.object({
    lastInboundId: z.string().nullable().meta({ description: "The contact's last message." }),
    lastInboundAt: timeSchema.nullable(),
    expiresAt: timeSchema.nullable(),
    freeFormUntil: timeSchema.nullable(),
  }),
  now: timeSchema,
  templates: z.array(templateNameSchema).meta({ description: "What could be sent instead." }),
});

/**
 * What a refusal for the window rests on (architecture section 3): the contact's last message, when the window ended, what time it is here,
 * and what could be sent instead.
 */
export async function windowEvidence(
  { conversation }: ConversationRow,
  { templates, clock }: Pick<HttpDeps, "templates" | "clock">,
): Promise<z.infer<typeof windowEvidenceSchema>> {
  const { workspaceId, lineId, facts } = conversation;
  const { lastInboundId, lastInboundAt, windowExpiresAt } = facts;
  return {
    window: {
      lastInboundId,
      lastInboundAt: isoOrNull(lastInboundAt),
      expiresAt: isoOrNull(windowExpiresAt),
      freeFormUntil: isoOrNull(freeFormEndsAt(facts)),
    },
    now: iso(clock.now()),
    templates: await templates.sendableOn({ workspaceId, lineId }),
  };
}
