import { summaryOf } from "../../domain/contact/contact.ts";
import { stateOf } from "../../domain/conversation/conversation.ts";
import type { StepWorld } from "./step-world.ts";

/** What an endpoint is told of a run: where it is, with whom, and what it remembers. */
export function webhookBody({ run, facts }: StepWorld): Record<string, unknown> {
  const { conversation, contact, line, lastText, vars, at } = facts;
  const { regions, facts: known } = conversation;
  return {
    run: {
      id: run.id,
      flowId: run.flowId,
      flowVersion: run.flowVersion,
      stepId: run.stepId,
      visit: run.visit,
      trigger: run.trigger,
    },
    conversation: {
      id: conversation.id,
      episode: known.episode.number,
      state: stateOf(regions),
      ownerId: known.ownerId,
      tags: known.tags,
      windowExpiresAt:
        known.windowExpiresAt === null ? null : new Date(known.windowExpiresAt).toISOString(),
    },
    line: { id: line.id, name: line.name },
    contact: summaryOf(contact),
    lastText,
    vars,
    at: new Date(at).toISOString(),
  };
}
