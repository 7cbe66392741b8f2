/**
 * Version 1 of the database. Rules of all tables: STRICT; times are epoch milliseconds; documents are JSON in TEXT; lists
 * that shrink (what waits, what is due) have partial indexes that hold nothing else. Wide rows live in rowid tables:
 * without a rowid, a row above a quarter of a page would move into overflow pages of its own. Where both are given, keys begin with the id
 * and not with the workspace: a search compares the first column, and goes on to the second only where that is equal.
 */
export const SCHEMA_1 = `
  -- One row that a ping writes to: reading alone would not notice a full disk.
  create table heartbeat (
    id integer primary key,
    beats integer not null
  ) strict;
  insert into heartbeat (id, beats) values (1, 0);

  create table workspaces (
    id text primary key,
    last_seq integer not null,
    relayed_seq integer not null
  ) strict, without rowid;
  create index workspaces_unrelayed on workspaces (id) where relayed_seq < last_seq;

  create table lines (
    id text primary key,
    workspace text not null,
    portfolio text not null,
    waba text not null,
    doc text not null
  ) strict, without rowid;
  create index lines_of_workspace on lines (workspace, id);

  create table line_settings (
    line text not null,
    version integer not null,
    doc text not null,
    primary key (line, version)
  ) strict, without rowid;

  create table users (
    workspace text not null,
    id text not null,
    doc text not null,
    primary key (workspace, id)
  ) strict, without rowid;

  create table tokens (
    hash text primary key,
    workspace text not null,
    user text not null,
    hint text not null,
    created_at integer not null,
    revoked_at integer
  ) strict, without rowid;
  create index tokens_valid on tokens (workspace, user) where revoked_at is null;

  create table contacts (
    workspace text not null,
    id text not null,
    doc text not null,
    primary key (id, workspace)
  ) strict, without rowid;

  -- Who holds an identifier now. The primary key is the rule that nobody else does.
  create table aliases (
    workspace text not null,
    alias text not null,
    contact text not null,
    primary key (alias, workspace)
  ) strict, without rowid;

  create table former_aliases (
    workspace text not null,
    alias text not null,
    valid_from integer not null,
    valid_to integer not null,
    contact text not null,
    primary key (alias, workspace, valid_to, valid_from, contact)
  ) strict, without rowid;

  create table merge_proposals (
    workspace text not null,
    id text not null,
    doc text not null,
    primary key (workspace, id)
  ) strict, without rowid;

  -- A row stands from the first entry on, with version 0 and no document; entries and places point to its number.
  -- last_entry is the newest applied entry.
  create table conversations (
    pk integer primary key,
    workspace text not null,
    id text not null,
    line text not null,
    contact text not null,
    version integer not null,
    open integer not null,
    next_due_at integer,
    last_activity_at integer,
    last_entry integer,
    doc text
  ) strict;
  create unique index conversations_id on conversations (id, workspace);
  create index conversations_due on conversations (next_due_at) where next_due_at is not null;
  -- A line belongs to one workspace, so the workspace need not be in it.
  create index conversations_listed on conversations (line, open, last_activity_at, id)
    where last_activity_at is not null;

  -- Where the items and events of a conversation are. One tree for all of these lookups, so that what a commit adds to them
  -- changes one page and not four: pages written are most of what a commit costs. Kinds: see places.ts.
  create table places (
    conversation integer not null,
    kind integer not null,
    at integer not null,
    version integer not null,
    name text not null,
    ref integer not null,
    primary key (conversation, kind, at, version, name)
  ) strict, without rowid;

  -- Everything from version to outcome is null while the entry waits. previous is the entry of the same conversation that
  -- was applied before this one: a conversation's history is a list, not an index, because it is written often and read seldom.
  create table entries (
    seq integer primary key,
    workspace text not null,
    conversation integer not null,
    version integer,
    at integer,
    settings_version integer,
    contact_owner text,
    previous integer,
    outcome text,
    received_at integer not null,
    occurred_at integer not null,
    key text not null,
    fingerprint text,
    body text not null
  ) strict;
  create unique index entries_key on entries (key, workspace);
  create index entries_waiting on entries (conversation, seq) where version is null;
  -- version is in it, though always null, so that counting and sweeping read the index alone.
  create index entries_waiting_since on entries (received_at, conversation, version)
    where version is null;

  -- Apart from the entries, because nothing on the way of a message reads it again.
  create table entry_raws (
    seq integer primary key,
    raw text not null
  ) strict;

  create table items (
    pk integer primary key,
    version integer not null,
    occurred_at integer not null,
    shown integer not null,
    source_id text,
    doc text not null
  ) strict;

  create table events (
    pk integer primary key,
    workspace text not null,
    seq integer not null,
    type text not null,
    id text not null,
    body text not null
  ) strict;
  create unique index events_seq on events (workspace, seq, type);

  -- An endpoint that was removed keeps its row, because its settled deliveries stay readable.
  create table endpoints (
    pk integer primary key,
    workspace text not null,
    id text not null,
    removed integer not null,
    enabled integer not null,
    disabled_reason text,
    failing_since integer,
    failures integer not null,
    doc text not null
  ) strict;
  create unique index endpoints_id on endpoints (workspace, id);
  create index endpoints_enabled on endpoints (workspace, id) where enabled = 1;

  create table deliveries (
    endpoint integer not null,
    seq integer not null,
    workspace text not null,
    state text not null check (state in ('pending', 'delivered', 'dead')),
    attempts integer not null,
    next_attempt_at integer not null,
    lease_until integer not null,
    created_at integer not null,
    settled_at integer,
    log text,
    primary key (endpoint, seq)
  ) strict, without rowid;
  create index deliveries_due on deliveries (endpoint, next_attempt_at, seq) where state = 'pending';
  create index deliveries_leased on deliveries (endpoint, lease_until) where lease_until <> 0;
  create index deliveries_unsettled on deliveries (endpoint, state, seq) where state <> 'delivered';

  create table parked (
    pk integer primary key,
    workspace text not null,
    key text not null,
    reason text not null,
    line text,
    field text not null,
    parked_at integer not null,
    replayed_at integer,
    raw text not null
  ) strict;
  create unique index parked_key on parked (workspace, key);
  create index parked_listed on parked (workspace, parked_at, pk);
  create index parked_waiting on parked (workspace, parked_at, pk) where replayed_at is null;
  create index parked_of_line on parked (workspace, line, parked_at, pk);
  create index parked_waiting_of_line on parked (workspace, line, parked_at, pk)
    where replayed_at is null;

  create table notices (
    pk integer primary key,
    workspace text not null,
    key text not null,
    field text not null,
    event text,
    waba text,
    line text,
    occurred_at integer not null,
    received_at integer not null,
    raw text not null
  ) strict;
  create unique index notices_key on notices (workspace, key);
  create index notices_listed on notices (workspace, received_at, pk);
`;
