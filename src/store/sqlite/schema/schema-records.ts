/**
 * Opportunities, activities and tasks. `pk` rises with time, so that it is the order of the lists. No owner is an empty text, which no id is, so
 * that one index serves both.
 */
export const SCHEMA_RECORDS = `
  create table crm_records (
    pk integer primary key,
    workspace text not null,
    kind text not null check (kind in ('opportunity', 'activity', 'task')),
    id text not null,
    external text,
    contact text not null,
    owner text not null,
    unfinished integer not null,
    version integer not null,
    doc text not null
  ) strict;
  create unique index crm_records_id on crm_records (id, workspace);
  create unique index crm_records_external on crm_records (external, kind, workspace)
    where external is not null;
  create index crm_records_listed on crm_records (workspace, kind, unfinished, pk);
  create index crm_records_of_contact on crm_records (contact, workspace, kind, unfinished, pk);
  create index crm_records_of_owner on crm_records (owner, workspace, kind, unfinished, pk);
`;
