/** Deaths of processes over conversations; `keys` is the list of entries that the turn took, as JSON. */
export const SCHEMA_CRASHES = `
  create table crashes (
    id text not null,
    workspace text not null,
    conversation text not null,
    keys text not null,
    at integer not null,
    primary key (workspace, conversation, id)
  ) strict, without rowid;
`;
