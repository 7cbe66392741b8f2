import type { EffectTask } from "../../../../src/domain/automation/effect.ts";
import { automationKey } from "../../../../src/domain/automation/run.ts";
import type { EventType } from "../../../../src/domain/events.ts";
import type { Dump } from "../../../support/memory-store/dump.ts";
import { groupBy, type Evidence } from "../evidence.ts";
import type { AutomationsWatch } from "./automations-watch.ts";

/** What a step in the CRM may tell of itself. */
const TOLD: Partial<Record<EffectTask["kind"], readonly EventType[]>> = {
  setField: ["contact.updated"],
  createContact: ["contact.created", "contact.owner_changed", "contact.associated"],
  createRecord: ["opportunity.created", "task.created"],
};

/**
 * A step that changes the CRM does so once, however often it was begun: nothing is made or changed twice in its name, what failed changed nothing, and
 * what is done is there.
 */
export function checkCrm(
  { verdict }: Evidence,
  { workspaceId, entries, events, contacts, records }: Dump,
  { decided }: AutomationsWatch,
): void {
  const broken = (what: string): void => verdict.broken("crm", what);
  const told = groupBy(
    events.filter(
      ({ cause, conversation }) => cause.kind === "automation" && conversation === null,
    ),
    ({ cause }) => cause.id,
  );
  const results = new Map(
    entries.flatMap(({ entry: { key, input } }) =>
      input.kind === "effectResult" ? [[key, input.result] as const] : [],
    ),
  );
  const byId = new Map(contacts.map((contact) => [contact.id, contact]));
  const made = new Map(records.map((record) => [record.id, record]));
  for (const { id, workspaceId: of, contactId, task } of decided.values()) {
    const types = TOLD[task.kind];
    if (of !== workspaceId || types === undefined) continue;
    const key = automationKey(id);
    const own = told.get(key) ?? [];
    told.delete(key);
    for (const [type, some] of groupBy(own, (event) => event.type)) {
      if (some.length > 1) broken(`${id} told ${some.length} times of ${type}`);
      if (!types.includes(type as EventType)) broken(`${id} told of ${type}`);
    }
    const result = results.get(key);
    if (result?.kind === "failed" && own.length > 0 && task.kind !== "createContact") {
      broken(`${id} failed over ${result.code}, and changed something`);
    }
    if (result?.kind !== "done") continue;
    if (task.kind === "createContact" && byId.get(standingIn(byId, contactId))?.crm == null) {
      broken(`${id} is done, and ${contactId} is not in the CRM`);
    }
    const [first] = own;
    const recordId = first?.data["recordId"];
    if (task.kind === "createRecord" && (typeof recordId !== "string" || !made.has(recordId))) {
      broken(`${id} is done, and made nothing`);
    }
  }
  // Nobody takes anybody out of it here.
  const brought = events.filter(({ type }) => type === "contact.created");
  for (const [contactId, some] of groupBy(brought, ({ data }) => String(data["contactId"]))) {
    if (some.length > 1) broken(`${contactId} was brought into the CRM ${some.length} times`);
  }
  for (const key of told.keys()) broken(`${key} changed the CRM, and no step asked for it`);
}

/** Whoever the contact has become. */
function standingIn(
  contacts: ReadonlyMap<string, { mergedInto: string | null }>,
  id: string,
): string {
  const into = contacts.get(id)?.mergedInto ?? null;
  return into === null ? id : standingIn(contacts, into);
}
