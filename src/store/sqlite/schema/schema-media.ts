/** Files of messages, the library, and its uploads to WhatsApp. Same rules as in `schema.ts`. */
export const SCHEMA_MEDIA = `
  -- Outside of the document: what the queries ask for, and what attempts change.
  create table media_files (
    pk integer primary key,
    workspace text not null,
    conversation text not null,
    id text not null,
    state text not null check (state in ('pending', 'ready', 'failed')),
    attempts integer not null,
    due_at integer not null,
    doc text not null
  ) strict;
  create unique index media_files_id on media_files (conversation, id, workspace);
  create index media_files_due on media_files (due_at) where state = 'pending';
  create index media_files_due_of_conversation on media_files (conversation, workspace, due_at)
    where state = 'pending';

  create table media_assets (
    pk integer primary key,
    workspace text not null,
    id text not null,
    kind text not null,
    created_at integer not null,
    deleted_at integer,
    doc text not null
  ) strict;
  create unique index media_assets_id on media_assets (workspace, id);
  create index media_assets_listed on media_assets (workspace, created_at, id)
    where deleted_at is null;
  create index media_assets_of_kind on media_assets (workspace, kind, created_at, id)
    where deleted_at is null;

  create table media_uploads (
    workspace text not null,
    asset text not null,
    line text not null,
    provider_id text not null,
    uploaded_at integer not null,
    primary key (workspace, asset, line)
  ) strict, without rowid;
`;
