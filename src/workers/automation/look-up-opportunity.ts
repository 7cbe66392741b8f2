import type { Effect } from "../../domain/automation/effect.ts";
import type { Contact } from "../../domain/contact/contact.ts";
import type { Opportunity } from "../../domain/records/crm-record.ts";
import type { Reader } from "../../store/reader.ts";
import type { RecordStore } from "../../store/record-store.ts";
import { done, type EffectEnd } from "./effect-end.ts";

/** What the contact's opportunity says now, for a decision that asks. */
export async function lookUpOpportunity(
  { workspaceId, contactId }: Effect,
  { store }: { store: Pick<Reader, "contact"> & Pick<RecordStore, "records"> },
): Promise<EffectEnd> {
  const contact = await store.contact(workspaceId, contactId);
  return done(contact === null ? {} : await opportunityOf(contact, store));
}

/** The fields of the contact's newest unfinished opportunity, or of the newest of all when none is; none when the contact has no opportunity. */
export async function opportunityOf(
  contact: Contact,
  store: Pick<RecordStore, "records">,
): Promise<Record<string, string>> {
  const { workspaceId } = contact;
  const ids = [contact.id, ...contact.absorbed];
  const newest = async (unfinished: true | null) => {
    const of = { by: "contacts", ids } as const;
    const query = { kind: "opportunity", of, unfinished, cursor: null, limit: 1 } as const;
    const { items } = await store.records(workspaceId, query);
    return items[0];
  };
  const found = (await newest(true)) ?? (await newest(null));
  return found?.kind === "opportunity" ? fieldsOf(found) : {};
}

function fieldsOf({ title, amount, currency, stage, state }: Opportunity): Record<string, string> {
  const fields = { title, amount: amount === null ? null : String(amount), currency, stage, state };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
}
