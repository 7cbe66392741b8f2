/** Which conversations carry a tag. `tags` is the list as a commit wrote it last, so that a commit that changes none touches no other table. */
export const SCHEMA_TAGS = `
  alter table conversations add column tags text not null default '[]';

  create table conversation_tags (
    tag text not null,
    workspace text not null,
    conversation integer not null,
    primary key (tag, workspace, conversation)
  ) strict, without rowid;
`;
