/** Tries of a send that came to nothing, who dispatches a line, whether it may send, and whom its portfolio has reached. */
export const SCHEMA_LINE_SENDING = `
  alter table sends add column failures integer not null default 0;

  create table line_sending (
    workspace text not null,
    line text not null,
    holder text,
    held_until integer not null,
    spent integer,
    stop text,
    resumes integer not null,
    capacity text,
    primary key (workspace, line)
  ) strict, without rowid;

  create table reached_contacts (
    workspace text not null,
    portfolio text not null,
    contact text not null,
    reached_at integer not null,
    primary key (workspace, portfolio, contact)
  ) strict, without rowid;
  create index reached_contacts_at on reached_contacts (workspace, portfolio, reached_at);
`;
