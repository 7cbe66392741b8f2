import { aliasId } from "../../../src/domain/contact/identity.ts";
import { webhookKey } from "../../../src/domain/intake/intake.ts";
import { contactOf } from "../outside/mergers.ts";
import { workspaceOfLine } from "../outside/places.ts";
import type { Evidence } from "./evidence.ts";

/**
 * I3, who is who: all that a person did on a line is in one conversation, and nobody else's is. Of contacts who were merged the conversations
 * stay what they were, and what comes in goes on in one of them.
 */
export function checkPeople(evidence: Evidence): void {
  const { verdict, ledger, dumps } = evidence;
  checkIdentifiers(evidence);
  const isMerged = (conversationId: string): boolean =>
    ledger.mergedContacts.has(contactOf(conversationId));
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
      if (!isMerged(id)) add(peopleOf, `${workspaceId} ${id}`, person);
    }
  }
  for (const [whoAndWhere, ids] of conversationsOf) {
    const [person = ""] = whoAndWhere.split(" ");
    if (ids.size < 2 || ledger.loosePeople.has(person) || [...ids].some(isMerged)) continue;
    verdict.broken("I3", `${whoAndWhere} has ${ids.size} conversations: ${[...ids].join(", ")}`);
  }
  for (const [id, people] of peopleOf) {
    if (people.size > 1) {
      verdict.broken("I3", `conversation ${id} is shared by ${[...people].join(" and ")}`);
    }
  }
}

/** Each identifier is one contact's; who was merged has none, and leads to somebody who has absorbed them, when somebody said so. */
function checkIdentifiers({ verdict, ledger, dumps }: Evidence): void {
  for (const { contacts } of dumps) {
    const holders = new Map<string, string>();
    const byId = new Map(contacts.map((contact) => [contact.id, contact]));
    for (const { id, aliases, mergedInto } of contacts) {
      for (const alias of aliases.filter(({ validTo }) => validTo === null)) {
        const holder = holders.get(aliasId(alias));
        if (holder !== undefined) verdict.broken("I3", `${holder} and ${id} have one identifier`);
        if (mergedInto !== null) verdict.broken("I3", `${id} is merged, and has an identifier`);
        holders.set(aliasId(alias), id);
      }
      if (mergedInto === null) continue;
      const into = byId.get(mergedInto);
      if (into?.absorbed.includes(id) !== true || !ledger.mergedContacts.has(id)) {
        verdict.broken("I3", `${id} was merged into ${mergedInto}, which knows nothing of it`);
      }
    }
  }
}

function add(sets: Map<string, Set<string>>, name: string, member: string): void {
  const set = sets.get(name) ?? new Set();
  sets.set(name, set.add(member));
}
