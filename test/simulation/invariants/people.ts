import { webhookKey } from "../../../src/domain/intake.ts";
import { workspaceOfLine } from "../outside/places.ts";
import type { Evidence } from "./evidence.ts";

/** I3, who is who: all that a person did on a line is in one conversation, and nobody else's is. */
export function checkPeople({ verdict, ledger, dumps }: Evidence): void {
  const conversationOf = new Map<string, string>();
  for (const { entries, workspaceId } of dumps) {
    for (const { entry } of entries) {
      conversationOf.set(`${workspaceId} ${entry.key}`, entry.conversationId);
    }
  }
  const conversationsOf = new Map<string, Set<string>>();
  const peopleOf = new Map<string, Set<string>>();
  for (const { expectations } of ledger.updates.values()) {
    for (const expected of expectations) {
      if (!("person" in expected)) continue;
      const { lineId, itemKey, person } = expected;
      const workspaceId = workspaceOfLine(lineId);
      const id = conversationOf.get(`${workspaceId} ${webhookKey(lineId, itemKey)}`);
      if (id === undefined) continue;
      add(conversationsOf, `${person} on ${lineId}`, id);
      add(peopleOf, `${workspaceId} ${id}`, person);
    }
  }
  for (const [whoAndWhere, ids] of conversationsOf) {
    const [person = ""] = whoAndWhere.split(" ");
    if (ids.size < 2 || ledger.loosePeople.has(person)) continue;
    verdict.broken("I3", `${whoAndWhere} has ${ids.size} conversations: ${[...ids].join(", ")}`);
  }
  for (const [id, people] of peopleOf) {
    if (people.size > 1) {
      verdict.broken("I3", `conversation ${id} is shared by ${[...people].join(" and ")}`);
    }
  }
}

function add(sets: Map<string, Set<string>>, name: string, member: string): void {
  const set = sets.get(name) ?? new Set();
  sets.set(name, set.add(member));
}
