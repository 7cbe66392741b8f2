import { claimsOf } from "../../../src/domain/contact/claims.ts";
import type { Contact } from "../../../src/domain/contact/contact.ts";
import { mergedAway, mergedContact } from "../../../src/domain/contact/merge.ts";
import { fitsSearch, searchTokensOf } from "../../../src/domain/conversation/search.ts";
import { covers, mayReadContact, type Visibility } from "../../../src/domain/people/visibility.ts";
import {
  historyPlaceOf,
  isHistoric,
  type HistoryItem,
} from "../../../src/store/contact-history.ts";
import type { CrmStore, HistoryQuery } from "../../../src/store/crm-store.ts";
import { putContact } from "./contacts.ts";
import { copyOf } from "./copy.ts";
import { pageOf } from "./paging.ts";
import { publish } from "./publish.ts";
import { workspaceOf, type State, type Workspace } from "./state.ts";

/** Profiles of contacts. */
export function createCrm(state: State): CrmStore {
  return {
    ...createCustomFields(state),
    ...createMerging(state),
    async saveContact({ workspaceId, expectedVersion, contact, events }) {
      const workspace = workspaceOf(state, workspaceId);
      const version = workspace.contacts.get(contact.id)?.version ?? 0;
      if (version !== expectedVersion) return { kind: "conflict" };
      for (const claim of claimsOf(contact)) {
        const contactId = workspace.claims.get(claim) ?? contact.id;
        if (contactId !== contact.id) return { kind: "taken", claim, contactId };
      }
      putContact(workspace, copyOf(contact));
      for (const event of events) publish(workspace, copyOf(event));
      return { kind: "saved" };
    },
    async claimants(workspaceId, claims) {
      const workspace = workspaceOf(state, workspaceId);
      const holders = claims.map((claim) => workspace.claims.get(claim) ?? "");
      return copyOf(holders.map((id) => workspace.contacts.get(id) ?? null));
    },
    async contacts(workspaceId, { visibility, conversations, search, cursor, limit }) {
      const workspace = workspaceOf(state, workspaceId);
      const inSight = contactsInSight(workspace, conversations);
      const found = [...workspace.contacts.values()].filter(
        (contact) =>
          contact.crm !== null &&
          (inSight.has(contact.id) || mayReadContact(visibility, contact)) &&
          (search === null || fitsSearch(searchTokensOf(contact), search)),
      );
      const placeOf = ({ createdAt, id }: Contact) => [createdAt, id];
      return copyOf(pageOf(found, { cursor, limit, directions: [-1, -1], placeOf }));
    },
    async contactThreads(workspaceId, id) {
      const threads = [...workspaceOf(state, workspaceId).threads.values()];
      const found = threads.flatMap(({ contactId, conversation }) =>
        contactId === id && conversation !== null ? [conversation] : [],
      );
      return found
        .map(({ id: conversationId, lineId, facts, lastActivityAt }) => ({
          conversationId,
          lineId,
          ownerId: facts.ownerId,
          lastActivityAt,
        }))
        .sort((a, b) => (b.lastActivityAt ?? 0) - (a.lastActivityAt ?? 0));
    },
    async contactHistory(workspaceId, query) {
      const { cursor, limit } = query;
      const found = historyOf(workspaceOf(state, workspaceId), query);
      const placeOf = historyPlaceOf;
      return copyOf(pageOf(found, { cursor, limit, directions: [-1, -1], placeOf }));
    },
  };
}

function createMerging(
  state: State,
): Pick<CrmStore, "mergeContacts" | "proposeMerge" | "mergeProposal" | "settleProposal"> {
  return {
    async mergeContacts(asked) {
      const workspace = workspaceOf(state, asked.workspaceId);
      const from = workspace.contacts.get(asked.from.id);
      const into = workspace.contacts.get(asked.into.id);
      const isSame = from?.version === asked.from.version && into?.version === asked.into.version;
      const edit = into === undefined || !isSame ? null : mergedContact(into, asked);
      if (edit === null) return "conflict";
      putContact(workspace, copyOf(mergedAway(asked)));
      putContact(workspace, copyOf(edit.contact));
      for (const thread of workspace.threads.values()) {
        if (thread.contactId === asked.from.id) thread.contactId = asked.into.id;
      }
      for (const event of edit.events) publish(workspace, copyOf(event));
      return "merged";
    },
    async proposeMerge(proposal) {
      const { proposals } = workspaceOf(state, proposal.workspaceId);
      if (!proposals.has(proposal.id)) proposals.set(proposal.id, copyOf(proposal));
    },
    async mergeProposal(workspaceId, id) {
      return copyOf(workspaceOf(state, workspaceId).proposals.get(id) ?? null);
    },
    async settleProposal(workspaceId, id, settled) {
      const { proposals } = workspaceOf(state, workspaceId);
      const proposal = proposals.get(id);
      if (proposal === undefined || proposal.settled !== undefined) return false;
      proposals.set(id, { ...proposal, settled: copyOf(settled) });
      return true;
    },
  };
}

/** Ids of contacts who have a conversation within a visibility. */
function contactsInSight({ threads }: Workspace, visibility: Visibility): Set<string> {
  const seen = [...threads.values()].filter(
    ({ conversation }) => conversation !== null && covers(visibility, conversation.facts.ownerId),
  );
  return new Set(seen.map(({ contactId }) => contactId));
}

function historyOf(workspace: Workspace, query: HistoryQuery): HistoryItem[] {
  const { contact, recordId, visibility } = query;
  const events = workspace.events.filter(({ id }) => {
    const history = workspace.histories.get(id);
    if (history === undefined || (recordId !== null && history.recordId !== recordId)) return false;
    return [contact.id, ...contact.absorbed].includes(history.contactId);
  });
  const threads = recordId === null ? [...workspace.threads.values()] : [];
  const activities = threads
    .filter(({ contactId }) => contactId === contact.id)
    .filter((thread) => covers(visibility, thread.conversation?.facts.ownerId ?? null))
    .flatMap(({ items }) => [...items.values()].filter(isHistoric));
  return [
    ...events.map((event) => ({ kind: "event", event }) as const),
    ...activities.map((activity) => ({ kind: "activity", activity }) as const),
  ];
}

function createCustomFields(
  state: State,
): Pick<CrmStore, "customFields" | "addCustomField" | "changeCustomField" | "deleteCustomField"> {
  const fieldsOf = (workspaceId: string) => workspaceOf(state, workspaceId).customFields;
  return {
    async customFields(workspaceId) {
      const fields = [...fieldsOf(workspaceId).values()];
      return copyOf(fields.sort((a, b) => (a.key < b.key ? -1 : 1)));
    },
    async addCustomField(field, max) {
      const fields = fieldsOf(field.workspaceId);
      if (fields.has(field.key)) return "taken";
      if (fields.size >= max) return "full";
      fields.set(field.key, copyOf(field));
      return "added";
    },
    async changeCustomField(field) {
      const fields = fieldsOf(field.workspaceId);
      if (!fields.has(field.key)) return false;
      fields.set(field.key, copyOf(field));
      return true;
    },
    async deleteCustomField(workspaceId, key) {
      return fieldsOf(workspaceId).delete(key);
    },
  };
}
