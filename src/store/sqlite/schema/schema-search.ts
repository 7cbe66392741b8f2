/**
 * The search index with the shortest beginnings looked up for it: a workspace's mark is seven characters, and one to three of a word follow.
 * All who are found by one letter then stand in one list, instead of in thousands that have to be merged at every search. White space stands
 * between the tokens of `domain/conversation/search.ts`, each behind its workspace's mark, and in none of them. The inverted index is written in batches,
 * a few pages for all new contacts of a commit, where a table of tokens would change a page for each of a dozen tokens.
 *
 * It holds no texts, so it is made anew from the contacts; `search_text` (`search-index.ts`) says what one is found by. Those who came
 * before there was a search get their number here.
 */
export const SCHEMA_SEARCH = `
  update contacts set number = fresh.number
    from (
      select id, workspace,
        row_number() over (order by id, workspace) + (select coalesce(max(number), 0) from contacts) as number
      from contacts where number is null
    ) fresh
    where contacts.id = fresh.id and contacts.workspace = fresh.workspace;
  update conversations set contact_number =
    (select p.number from contacts p where p.id = contact and p.workspace = conversations.workspace)
    where contact_number is null;
  update conversation_tags set contact_number =
    (select c.contact_number from conversations c where c.pk = conversation_tags.pk)
    where contact_number is null;

  drop table contact_search;
  create virtual table contact_search using fts5 (
    tokens,
    content = '',
    contentless_delete = 1,
    detail = none,
    prefix = '8 9 10',
    tokenize = "ascii tokenchars '!""#$%&()*+,-./:;<=>?@[\\]^_\`{|}~'''"
  );
  insert into contact_search (rowid, tokens)
    select number, search_text(doc) from contacts order by number;
`;
