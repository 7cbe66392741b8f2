import { z } from "zod";
import type { Access } from "../../domain/people/access.ts";
import { availableCommands } from "../../domain/conversation/commands.ts";
import type { ConversationRow } from "../../store/reader.ts";
import type { HttpDeps } from "../deps.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";
import { problemSchema } from "../schemas.ts";
import { windowEvidence, windowEvidenceSchema } from "../sending/window-evidence.ts";
import { commandAvailabilitySchema, ownerSchema } from "../views/conversation.ts";

/** A problem that a command has with the conversation as it is. */
export const refusalSchema = problemSchema
  .extend({
    reason: z.string(),
    commands: z.array(commandAvailabilitySchema),
    owner: ownerSchema.nullable(),
    version: z.int(),
    goesOnIn: z.string().nullable().optional().meta({
      description:
        "Beside `conversation.goes_on_elsewhere`: the conversation that is open; null when you may not see it.",
    }),
    ...windowEvidenceSchema.partial().shape,
  })
  .meta({
    id: "Refusal",
    description:
      "Why not, and what is possible instead. `window`, `now` and `templates` stand beside `window.closed`.",
  });

/** Why not, and what is possible instead: enough for a client to repair its screen without asking again. */
export async function refusalFacts(
  reason: ProblemCode,
  { row, access }: { row: ConversationRow; access: Access },
  deps: Pick<HttpDeps, "clock" | "templates">,
): Promise<Record<string, unknown>> {
  const { conversation, owner } = row;
  const { version } = conversation;
  const commands = availableCommands(conversation, {
    now: deps.clock.now(),
    within: access.act,
  });
  const evidence = reason === "window.closed" ? await windowEvidence(row, deps) : {};
  return { reason, commands, owner, version, ...evidence };
}
