import type { CrmStore } from "../crm-store.ts";
import type { RecordStore } from "../record-store.ts";
import { createFollowUp, type FollowUp } from "./follow-up.ts";
import { createContactHistory } from "./contact-history.ts";
import { createContactThreads } from "./contact-threads.ts";
import { createContactList, createCrmContacts } from "./crm-contacts.ts";
import { createCustomFields } from "./custom-fields.ts";
import type { Collections } from "./documents.ts";
import type { Feed } from "./feed.ts";
import { createNews, type News } from "./news.ts";
import { createRecordChanges } from "./record-changes.ts";
import { createRecordReader } from "./records.ts";

export interface Crm {
  store: CrmStore & RecordStore;
  /** What commits ask of it. */
  followUp: FollowUp;
  contactNews: News;
  /** Tells what a crash left untold. Returns how many documents. */
  repairNews: News["repairNews"];
}

/** The parts of the CRM. */
export function createCrm(collections: Collections, append: Feed["append"]): Crm {
  const ofContacts = createNews(collections.contacts, append);
  const ofRecords = createNews(collections.crmRecords, append);
  const contacts = createCrmContacts(collections, ofContacts);
  const changes = createRecordChanges(collections.crmRecords, ofRecords);
  return {
    store: {
      ...contacts,
      ...createContactList(collections),
      ...createContactHistory(collections),
      ...createContactThreads(collections),
      ...createCustomFields(collections.customFields),
      ...changes,
      ...createRecordReader(collections),
    },
    followUp: createFollowUp(collections, { ...contacts, ...changes }, { ofContacts, ofRecords }),
    contactNews: ofContacts,
    async repairNews(query) {
      return (await ofContacts.repairNews(query)) + (await ofRecords.repairNews(query));
    },
  };
}
