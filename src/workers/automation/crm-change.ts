import type { Effect } from "../../domain/automation/effect.ts";
import { automationKey } from "../../domain/automation/run.ts";
import type { ContactEdit } from "../../domain/contact/contact-edit.ts";
import type { Contact } from "../../domain/contact/contact.ts";
import type { ChangeContext } from "../../domain/contact/crm-event.ts";
import { EVERYTHING } from "../../domain/people/visibility.ts";
import type { Doorbell } from "../../queues/doorbell.ts";
import type { CrmStore } from "../../store/crm-store.ts";
import type { Reader } from "../../store/reader.ts";
import { done, failed, type Again, type EffectEnd } from "./effect-end.ts";

export interface CrmDeps {
  store: Pick<Reader, "contact"> & Pick<CrmStore, "saveContact" | "contactHistory">;
  doorbell: Pick<Doorbell, "ringRelay">;
}

/** Times a change is made anew on what somebody else has just written. */
const TRIES_MAX = 6;
/** Changes of one contact within the time in which an effect is tried again. */
const HISTORY_MAX = 100;
const RETRY_WAITS = [1_000, 5_000, 30_000];

/** In whose name a flow changes the CRM: the change is known again by the effect, and starts flows that are one deeper (Q60). */
export function changeContextOf({ id, flowId, depth }: Effect, at: number): ChangeContext {
  const actor = { kind: "automation", id: flowId } as const;
  return { cause: { kind: "automation", id: automationKey(id), actor, depth }, at };
}

/** Changes the contact of an effect, once: whoever changed it after the effect did, and before it was settled, is not overruled. */
export async function changeEffectContact(
  effect: Effect,
  decide: (contact: Contact) => ContactEdit | EffectEnd,
  deps: CrmDeps,
): Promise<EffectEnd> {
  const { workspaceId, contactId } = effect;
  for (let attempt = 1; attempt <= TRIES_MAX; attempt++) {
    const contact = await deps.store.contact(workspaceId, contactId);
    if (contact === null) return failed("contact.unknown", "the contact is not there any more");
    if (await wasDone(effect, contact, deps)) return done();
    const change = decide(contact);
    if ("kind" in change) return change;
    const saved = await deps.store.saveContact(change);
    if (saved.kind === "saved") {
      deps.doorbell.ringRelay(workspaceId);
      return done();
    }
    if (saved.kind === "taken") {
      return failed("contact.address_in_use", "the address is another contact's");
    }
  }
  return again();
}

/** Whether an earlier attempt of the effect has changed the contact, or a record of theirs: then the feed says so. */
export async function wasDone(
  effect: Effect,
  contact: Contact,
  { store }: { store: Pick<CrmStore, "contactHistory"> },
): Promise<boolean> {
  if (effect.attempts === 1) return false;
  const history = await store.contactHistory(effect.workspaceId, {
    contact,
    recordId: null,
    visibility: EVERYTHING,
    cursor: null,
    limit: HISTORY_MAX,
  });
  const causeId = automationKey(effect.id);
  return history.items.some((item) => item.kind === "event" && item.event.cause.id === causeId);
}

/** Others were faster each time. */
export function again(): Again {
  const detail = "others changed it at the same time";
  return { kind: "again", code: "server.busy", detail, waits: RETRY_WAITS, askedMs: null };
}
