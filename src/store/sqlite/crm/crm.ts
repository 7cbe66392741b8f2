import type { CrmStore } from "../../crm-store.ts";
import type { Reader } from "../../reader.ts";
import type { RecordStore } from "../../record-store.ts";
import { createFollowUp, type FollowUp } from "../conversations/follow-up.ts";
import type { Connection } from "../connection.ts";
import { createContactHistory } from "../contacts/contact-history.ts";
import { createContactList } from "../contacts/contact-list.ts";
import { createContactMerges } from "./contact-merges.ts";
import { createContactThreads } from "../contacts/contact-threads.ts";
import { createCrmContacts } from "./crm-contacts.ts";
import { createCustomFields } from "./custom-fields.ts";
import type { Feed } from "../feed/feed.ts";
import { createProposals } from "./proposals.ts";
import { createRecords } from "./records.ts";

/** The parts of the CRM, and what commits ask of it. */
export function createCrm(
  connection: Connection,
  feed: Pick<Feed, "append">,
): {
  crm: CrmStore & RecordStore & Pick<Reader, "mergeProposals" | "mergeProposalPage">;
  followUp: FollowUp;
} {
  const { save, unfinishedOf, ...records } = createRecords(connection, feed);
  const { add: _add, ...proposals } = createProposals(connection);
  return {
    crm: {
      ...createCrmContacts(connection, feed),
      ...createContactMerges(connection, feed),
      ...proposals,
      ...createContactList(connection),
      ...createContactHistory(connection),
      ...createContactThreads(connection),
      ...createCustomFields(connection),
      ...records,
    },
    followUp: createFollowUp(connection, { feed, records: { save, unfinishedOf } }),
  };
}
