/**
 * Contacts of the CRM: who has a profile, whose they are, and the marketing contacts among them, each in the order of their numbers, which
 * rise with time. The indexes hold nobody else, so a contact who only writes costs what it did. `aliases` holds what profiles claim, too.
 * A contact's history is those events that name the contact; `at` is when it happened, and set for these alone.
 */
export const SCHEMA_CRM = `
  alter table contacts add column crm integer not null default 0;
  alter table contacts add column owner text;
  alter table contacts add column marketing integer not null default 0;
  create index contacts_listed on contacts (workspace, number) where crm = 1;
  create index contacts_owned on contacts (workspace, owner, number)
    where crm = 1 and owner is not null;
  create index contacts_marketing on contacts (workspace, number) where marketing = 1;

  alter table events add column contact text;
  alter table events add column record text;
  alter table events add column at integer;
  create index events_of_contact on events (contact, workspace, at, seq) where contact is not null;

  create table custom_fields (
    workspace text not null,
    key text not null,
    doc text not null,
    primary key (workspace, key)
  ) strict, without rowid;
`;
