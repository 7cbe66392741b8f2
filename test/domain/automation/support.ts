import { flowDefinitionSchema, type FlowDefinition } from "../../../src/domain/automation/flow.ts";
import type { ConditionFacts } from "../../../src/domain/automation/condition-facts.ts";
import { emptyContact } from "../../../src/domain/contact/contact.ts";
import { newConversation } from "../../../src/machines/snapshot.ts";
import { ACME, aLine, LINE, T0 } from "../../support/builders.ts";

/** What a condition is asked of: a conversation that nothing has happened in, of somebody unknown. */
export function facts(changes: Partial<ConditionFacts> = {}): ConditionFacts {
  return {
    conversation: newConversation({
      workspaceId: ACME,
      id: "conv1",
      lineId: LINE,
      contactId: "contact1",
    }),
    contact: emptyContact(ACME, "contact1", T0),
    line: aLine(),
    lastText: null,
    vars: {},
    opportunity: null,
    at: T0,
    timeZone: "America/Mexico_City",
    ...changes,
  };
}

/** A flow of these steps; the first of them is where it begins. */
export function aFlow(
  steps: readonly Record<string, unknown>[],
  rest: Record<string, unknown> = {},
): FlowDefinition {
  return flowDefinitionSchema.parse({
    name: "Welcome",
    start: { on: "conversation.started_by_contact" },
    first: steps[0]?.["id"],
    steps,
    ...rest,
  });
}
