import type { Clock } from "../../clock.ts";
import type { Scope } from "../../domain/automation/start-event.ts";
import { sendAddressOf } from "../../domain/contact/address.ts";
import { knownNumberOf, numberClaim, withNumber } from "../../domain/contact/addressee.ts";
import type { Contact } from "../../domain/contact/contact.ts";
import { conversationIdOf, type ConversationId, type LineId } from "../../domain/ids.ts";
import type { Line } from "../../domain/line.ts";
import type { CrmStore } from "../../store/crm-store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import type { SettingsStore } from "../../store/settings-store.ts";

export interface PlaceDeps {
  store: Pick<CrmStore, "contactThreads" | "claimants" | "saveContact"> &
    Pick<SettingsStore, "line">;
  clock: Clock;
}

/** Where a run for a contact takes place, and what begins there, if the conversation is not there yet. */
export interface StartPlace {
  conversationId: ConversationId;
  begins: { lineId: LineId; contactId: string } | null;
}

/**
 * The contact's most recently active conversation on the lines that the flow listens on; or else a new one on the first of those lines, if the contact
 * can be reached there. Null: there is no conversation that a run could be bound to.
 */
export async function conversationFor(
  contact: Contact,
  { lines }: Scope,
  deps: PlaceDeps,
): Promise<StartPlace | null> {
  const { store } = deps;
  const { workspaceId, id: contactId } = contact;
  const threads = await store.contactThreads(workspaceId, contactId);
  const thread = threads.find(({ lineId }) => lines === null || lines.includes(lineId));
  if (thread !== undefined) return { conversationId: thread.conversationId, begins: null };
  const lineId = lines?.[0];
  const line = lineId === undefined ? null : await store.line(workspaceId, lineId);
  if (line === null || !(await isReachable(contact, line, deps))) return null;
  return {
    conversationId: conversationIdOf(line.id, contactId),
    begins: { lineId: line.id, contactId },
  };
}

/** Whether the contact can be written to. One of the CRM who never wrote is, from now on, by their number, if nobody else has it (Q64). */
async function isReachable(
  contact: Contact,
  { portfolioId }: Line,
  { store, clock }: PlaceDeps,
): Promise<boolean> {
  if (sendAddressOf(contact, portfolioId) !== null) return true;
  const { workspaceId, version } = contact;
  const phone = knownNumberOf(contact);
  if (phone === null) return false;
  const [holder] = await store.claimants(workspaceId, [numberClaim(phone)]);
  if (holder != null) return false;
  const reached = withNumber(contact, phone, clock.now());
  const edit = { workspaceId, expectedVersion: version, contact: reached, events: [] };
  const saved = await store.saveContact(edit);
  if (saved.kind !== "conflict") return saved.kind === "saved";
  throw new StoreUnavailableError("somebody else changed the contact at the same time");
}
