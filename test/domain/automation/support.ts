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
