/** Templates, what users bound them to, and the copying of them from WhatsApp. Same rules as in `schema.ts`. */
export const SCHEMA_TEMPLATES = `
  create table templates (
    pk integer primary key,
    workspace text not null,
    waba text not null,
    name text not null,
    language text not null,
    id text not null,
    category text not null,
    sendable integer not null,
    fetched_at integer not null,
    deleted_at integer,
    doc text not null
  ) strict;
  create unique index templates_key on templates (workspace, waba, name, language);
  create index templates_id on templates (workspace, id, fetched_at);
  create index templates_listed on templates (workspace, name, language, waba)
    where deleted_at is null;

  create table template_bindings (
    workspace text not null,
    user text not null,
    waba text not null,
    name text not null,
    language text not null,
    at integer not null,
    doc text not null,
    primary key (workspace, user, waba, name, language)
  ) strict, without rowid;

  create table template_syncs (
    workspace text not null,
    waba text not null,
    due_at integer not null,
    doc text not null,
    primary key (workspace, waba)
  ) strict, without rowid;
  create index template_syncs_due on template_syncs (due_at);

  -- Whose webhook it is when it names no number.
  create index lines_of_waba on lines (waba, workspace);

  -- Lines that are there already have templates that nobody has fetched.
  insert into template_syncs (workspace, waba, due_at, doc)
    select distinct workspace, waba, 0, json_object(
      'workspaceId', workspace, 'wabaId', waba, 'fullDueAt', 0, 'names', json('[]'), 'namesDueAt', null,
      'restUntil', 0, 'underWay', null, 'leaseUntil', 0, 'claims', 0, 'failures', 0, 'problem', null,
      'lastFullAt', null)
    from lines where json_extract(doc, '$.accessToken') is not null;
`;
