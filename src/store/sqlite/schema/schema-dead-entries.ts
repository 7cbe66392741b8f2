/**
 * Entries that were set aside, so that they are found without reading all others. `at`: when; `replayed_at`: when a copy was made of it
 * that is tried again.
 */
export const SCHEMA_DEAD_ENTRIES = `
  create table dead_entries (
    pk integer primary key,
    workspace text not null,
    key text not null,
    at integer not null,
    replayed_at integer
  ) strict;
  create unique index dead_entries_key on dead_entries (workspace, key);
  create index dead_entries_waiting on dead_entries (workspace, at, pk) where replayed_at is null;
  insert into dead_entries (workspace, key, at)
    select workspace, key, at from entries where outcome like '{"kind":"dead"%';
`;
