/**
 * What carries a tag, in the order of the list. A list by tag is read like the list of all, from runs of its own, and never has to know all
 * that carry the tag. Both indexes of `schema-list.ts` stand here again with the tag in front; the columns have the names they have there.
 */
export const SCHEMA_TAG_LISTS = `
  drop table conversation_tags;

  create table conversation_tags (
    tag text not null,
    line text not null,
    bucket integer not null,
    last_activity_at integer not null,
    id text not null,
    pk integer not null,
    contact_number integer,
    owner text,
    workspace text not null,
    primary key (tag, line, bucket, last_activity_at, id)
  ) strict, without rowid;
  create index conversation_tags_owned
    on conversation_tags (tag, owner, workspace, bucket, last_activity_at, id, pk, contact_number)
    where owner is not null;

  insert into conversation_tags
    (tag, line, bucket, last_activity_at, id, pk, contact_number, owner, workspace)
    select t.value, c.line, c.bucket, c.last_activity_at, c.id, c.pk, c.contact_number, c.owner, c.workspace
    from conversations c, json_each(c.tags) t
    where c.last_activity_at is not null;
`;
