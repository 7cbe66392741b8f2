import { emptyContact, type Contact } from "../../../src/domain/contact/contact.ts";
import { changeContact } from "../../../src/domain/contact/contact-edit.ts";
import type { ChangeContext } from "../../../src/domain/contact/crm-event.ts";
import { linkedEvent } from "../../../src/domain/contact/link.ts";
import { mergedContact } from "../../../src/domain/contact/merge.ts";
import type { NewEvent } from "../../../src/domain/events.ts";
import type { CrmRecord } from "../../../src/domain/records/crm-record.ts";
import { changeRecord, deletedRecord, newRecord } from "../../../src/domain/records/record-edit.ts";
import { ACME, LINE, T0 } from "../../support/builders.ts";
import { aProfile } from "../../support/contacts.ts";
import { anActivity, anOpportunity, aTask } from "../../support/records.ts";

const cause = { kind: "request", id: "req_1", actor: { kind: "user", id: "eva" } } as const;
const context: ChangeContext = { cause, at: T0 };

/** Every change of the CRM that is told of, by the functions that tell it. */
export function crmEvents(): NewEvent[] {
  const outside = { ...emptyContact(ACME, "ct1", T0), version: 1 };
  const other = { ...outside, id: "ct2", ownerId: "leo" };
  const merge = { workspaceId: ACME, from: other, context };
  const inside: Contact = { ...outside, crm: aProfile({ externalId: "crm-1" }), version: 2 };
  const said = { wanted: false, at: T0, source: "stop_word" } as const;
  const conversation = { id: `${LINE}-ct1`, episode: 1, version: 7 };
  const edits = [
    changeContact(outside, { crm: aProfile(), ownerId: "leo" }, context),
    changeContact(inside, { crm: aProfile({ lastName: "Ruiz", isMarketing: true }) }, context),
    changeContact(inside, { ownerId: "max" }, { ...context, conversation }),
    changeContact(inside, { preferences: { whatsapp: said, marketing: said } }, context),
    changeContact(inside, { crm: null }, context),
    mergedContact(inside, { ...merge, type: "contact.merged" }),
    mergedContact(outside, { ...merge, type: "contact.associated" }),
    ...[anOpportunity(), anActivity(), aTask()].flatMap((record: CrmRecord) => [
      newRecord(record, context),
      changeRecord(record, { title: "Another", ownerId: "max" }, context),
      deletedRecord(record, context),
    ]),
  ];
  const times = { occurredAt: T0, receivedAt: T0 };
  return [
    ...edits.flatMap((edit) => edit?.events ?? []),
    linkedEvent(inside, { lineId: LINE, key: "wa|1|m:1", times }),
  ];
}
