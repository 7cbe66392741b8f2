import type { CrmStore } from "../../crm-store.ts";
import type { Reader } from "../../reader.ts";
import type { RecordStore } from "../../record-store.ts";
import { createFollowUp, type FollowUp } from "../conversations/follow-up.ts";
import { createContactHistory } from "../contacts/contact-history.ts";
import { createContactMerges } from "./contact-merges.ts";
import { createContactThreads } from "../contacts/contact-threads.ts";
import { createContactTrail, type ContactTrail } from "./contact-trail.ts";
import { createContactList } from "../contacts/contact-list.ts";
import { createCrmContacts } from "./crm-contacts.ts";
import { createCustomFields } from "./custom-fields.ts";
import type { SettleContact } from "../contacts/directory.ts";
import type { Collections } from "../documents.ts";
import type { Feed } from "../feed/feed.ts";
import { createNews } from "../feed/news.ts";
import { createProposals } from "./proposals.ts";
import { createRecordChanges } from "./record-changes.ts";
import { createRecordReader } from "./records.ts";

export interface Crm {
  store: CrmStore & RecordStore & Pick<Reader, "mergeProposals" | "mergeProposalPage">;
  /** What commits ask of it. */
  followUp: FollowUp;
  /** What whoever reads contacts does with what rides in them, and how one finds the contact that stands for another. */
  settle: SettleContact;
  follow: ContactTrail["follow"];
  /** Finishes what a crash left half-done or untold. Returns how many documents. */
  repairCrm(query: { limit: number }): Promise<number>;
}

/** The parts of the CRM. */
export function createCrm(collections: Collections, append: Feed["append"]): Crm {
  const ofContacts = createNews(collections.contacts, append);
  const ofRecords = createNews(collections.crmRecords, append);
  const contacts = createCrmContacts(collections, ofContacts);
  const { finish, follow } = createContactTrail(collections, { ...ofContacts, ...contacts });
  const { repairMerges, ...merges } = createContactMerges(collections, { ...ofContacts, finish });
  const changes = createRecordChanges(collections.crmRecords, ofRecords);
  return {
    store: {
      ...contacts,
      ...merges,
      ...createProposals(collections.mergeProposals),
      ...createContactList(collections),
      ...createContactHistory(collections),
      ...createContactThreads(collections),
      ...createCustomFields(collections.customFields),
      ...changes,
      ...createRecordReader(collections),
    },
    followUp: createFollowUp(collections, {
      ...contacts,
      ...changes,
      follow,
      tellRecord: ofRecords.tell,
    }),
    follow,
    async settle(document) {
      await ofContacts.tell(document);
      await finish(document);
    },
    async repairCrm(query) {
      const repaired = [
        await ofContacts.repairNews(query),
        await ofRecords.repairNews(query),
        await repairMerges(query),
      ];
      return repaired.reduce((sum, count) => sum + count, 0);
    },
  };
}
