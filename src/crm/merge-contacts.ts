import type { Contact } from "../domain/contact/contact.ts";
import {
  objectionToMerge,
  type ContactMerge,
  type MergeObjection,
} from "../domain/contact/merge.ts";
import type { WorkspaceId } from "../domain/ids.ts";
import type { CrmStore } from "../store/crm-store.ts";
import type { Reader } from "../store/reader.ts";
import type { CrmProblem } from "./crm-problem.ts";
import { untilSaved } from "./until-saved.ts";

/** What speaks against making two contacts one, whoever asks for it. */
export type MergeCode =
  | `contact.${MergeObjection}`
  | "contact.unknown"
  | "contact.both_open"
  | "server.busy";

type MergeStore = Pick<Reader, "contact" | "conversationsById" | "mergeProposals"> &
  Pick<CrmStore, "mergeContacts" | "contactThreads" | "settleProposal">;

export interface MergeDeps {
  store: MergeStore;
  doorbell: { ringRelay(workspaceId: WorkspaceId): void };
}

/** Which two, as ids; both are read anew for each try. */
export interface AskedMerge extends Pick<ContactMerge, "type" | "context"> {
  workspaceId: WorkspaceId;
  from: string;
  into: string;
}

/** Makes two contacts one, unless something speaks against it as they stand now. */
export async function mergeContacts<Code extends string>(
  asked: AskedMerge,
  objection: (from: Contact, into: Contact) => CrmProblem<Code> | null,
  { store, doorbell }: MergeDeps,
): Promise<{ contact: Contact } | CrmProblem<Code | MergeCode>> {
  const { workspaceId, type, context } = asked;
  return untilSaved<{ contact: Contact } | CrmProblem<Code | MergeCode>>(async () => {
    const from = await store.contact(workspaceId, asked.from);
    const into = await store.contact(workspaceId, asked.into);
    if (from === null || into === null) return { code: "contact.unknown" };
    const code = objectionToMerge({ from, into });
    if (code !== null) return { code: `contact.${code}` };
    const problem = objection(from, into) ?? (await bothOpen(from, into, store));
    if (problem !== null) return problem;
    const merge = { workspaceId, from, into, type, context };
    if ((await store.mergeContacts(merge)) !== "merged") return "conflict";
    doorbell.ringRelay(workspaceId);
    const contact = await store.contact(workspaceId, into.id);
    if (contact === null) return { code: "contact.unknown" };
    await settleMoot(contact, context, store);
    return { contact };
  });
}

/**
 * Two conversations stay two: what comes in goes on in that of the contact that stays. While both are open on one line somebody may be
 * working in the other, whose answers would come to the first.
 */
async function bothOpen(
  from: Contact,
  into: Contact,
  store: MergeStore,
): Promise<CrmProblem<"contact.both_open"> | null> {
  const { workspaceId } = into;
  const [theirs, ours] = await Promise.all([
    openThreads(workspaceId, from.id, store),
    openThreads(workspaceId, into.id, store),
  ]);
  const pair = theirs.flatMap(({ id, lineId }) => {
    const other = ours.find((each) => each.lineId === lineId);
    return other === undefined ? [] : [[other.id, id]];
  });
  const [conversations] = pair;
  return conversations === undefined
    ? null
    : { code: "contact.both_open", facts: { extra: { conversations } } };
}

async function openThreads(workspaceId: WorkspaceId, contactId: string, store: MergeStore) {
  const threads = await store.contactThreads(workspaceId, contactId);
  const rows = await store.conversationsById(
    workspaceId,
    threads.map(({ conversationId }) => conversationId),
  );
  return rows.flatMap(({ conversation: { id, lineId, regions } }) =>
    regions.lifecycle === "open" ? [{ id, lineId }] : [],
  );
}

/** Whoever is one contact by now need not be asked about any more, whatever it was that they had in common. */
async function settleMoot(
  { workspaceId, id, absorbed }: Contact,
  { at, cause }: AskedMerge["context"],
  store: MergeStore,
): Promise<void> {
  const one = new Set([id, ...absorbed]);
  for (const { id: proposalId, contactId, otherContactId } of await store.mergeProposals(
    workspaceId,
  )) {
    if (!one.has(contactId) || !one.has(otherContactId)) continue;
    const settled = { decision: "accepted", at, by: cause.actor.id } as const;
    await store.settleProposal(workspaceId, proposalId, settled);
  }
}
