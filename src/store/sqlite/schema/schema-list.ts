/**
 * The list by any filter. `bucket` (`store/list-bucket.ts`) takes the place of `open`; a contact's `number` is its row in the search index.
 * The number in a conversation's row and in the indexes lets a search be looked up, or ruled out, without reading the row.
 */
export const SCHEMA_LIST = `
  drop index conversations_listed;
  alter table conversations rename column open to bucket;
  alter table conversations add column owner text;
  alter table conversations add column contact_number integer;
  alter table contacts add column number integer;

  update conversations set
    owner = json_extract(doc, '$.facts.ownerId'),
    bucket =
      case
        when json_extract(doc, '$.regions.lifecycle') = 'closed' then 0
        when json_extract(doc, '$.regions.window') = 'expired' then 8
        when json_extract(doc, '$.regions.ownership') = 'reassigned' then 12
        else 4
      end
      + iif(json_extract(doc, '$.regions.attention') = 'unread', 2, 0)
      + iif(json_extract(doc, '$.facts.ownerId') is null, 0, 1)
  where doc is not null;

  -- A line belongs to one workspace, so the workspace need not be in it.
  create index conversations_listed on conversations (line, bucket, last_activity_at, id, contact_number)
    where last_activity_at is not null;
  -- Whoever has an owner is listed twice. Messages to nobody's conversations, which are most when a campaign is answered, cost no more.
  create index conversations_owned
    on conversations (owner, workspace, bucket, last_activity_at, id, line, contact_number)
    where owner is not null and last_activity_at is not null;
  -- New contacts have the greatest numbers: entries are added at the end, and never move.
  create index conversations_of_contact on conversations (contact_number)
    where contact_number is not null;

  -- Tokens of domain/conversation/search.ts, each behind its workspace's mark; white space stands between them and in none of them. The inverted index
  -- is written in batches, a few pages for all new contacts of a commit, where a table of tokens would change a page for each of a dozen tokens.
  create virtual table contact_search using fts5 (
    tokens,
    content = '',
    contentless_delete = 1,
    detail = none,
    tokenize = "ascii tokenchars '!""#$%&()*+,-./:;<=>?@[\\]^_\`{|}~'''"
  );
`;
