/** Requests of more than one command, by their keys. Rows stay: a key means one thing for ever. */
export const SCHEMA_REQUESTS = `
  create table requests (
    workspace text not null,
    key text not null,
    fingerprint text not null,
    at integer not null,
    primary key (workspace, key)
  ) strict, without rowid;
`;
