import { z } from "zod";
import type { Draft } from "../../domain/automation/state.ts";
import type { Conversation } from "../../domain/conversation/conversation.ts";
import { iso, timeSchema } from "../schemas.ts";
import { runSchema, waitView } from "./run-view.ts";

/** What automations have under way in a conversation, and who talks. */
export const underWaySchema = z.object({
  driver: z
    .object({
      kind: z.enum(["nobody", "bot", "person"]),
      lease: z.int().meta({ description: "Counts how often the talking changed hands." }),
    })
    .meta({ description: "Who talks. While it is a person, automations say nothing." }),
  runs: z
    .array(
      z.object({
        id: z.string(),
        automation: z.object({ id: z.string(), version: z.int() }),
        trigger: z.object({ type: z.string(), id: z.string() }),
        startedAt: timeSchema,
        step: z.string(),
        stepStartedAt: timeSchema,
        waitsFor: runSchema.shape.waitsFor.unwrap(),
        variables: z.record(z.string(), z.string()),
      }),
    )
    .meta({
      description: "Under way, in the order of their starts.",
      examples: [[]],
    }),
  draft: z
    .object({
      id: z.string(),
      runId: z.string(),
      automationId: z.string(),
      text: z.string(),
      writtenAt: timeSchema,
      answersId: z.string().nullable().meta({ description: "The contact's message it answers." }),
    })
    .nullable()
    .meta({ description: "Written by a responder, and sent once a person approves it (R12.5)." }),
});

export function underWayView(conversation: Conversation): z.infer<typeof underWaySchema> {
  const { driver } = conversation.facts;
  return {
    driver: { kind: driver.kind, lease: driver.lease },
    runs: (conversation.automation?.runs ?? []).map((run) => ({
      id: run.id,
      automation: { id: run.flowId, version: run.flowVersion },
      trigger: { type: run.trigger.type, id: run.trigger.id },
      startedAt: iso(run.startedAt),
      step: run.stepId,
      stepStartedAt: iso(run.stepStartedAt),
      waitsFor: waitView(run.wait),
      variables: { ...run.vars },
    })),
    draft: draftView(conversation.automation?.draft ?? null),
  };
}

function draftView(draft: Draft | null): z.infer<typeof underWaySchema>["draft"] {
  if (draft === null) return null;
  const { flowId: automationId, writtenAt, ...rest } = draft;
  return { ...rest, automationId, writtenAt: iso(writtenAt) };
}
