import type { Contact } from "../../../domain/contact/contact.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import { searchTokensOf, type SearchTerm } from "../../../domain/conversation/search.ts";
import type { Connection } from "../connection.ts";

/** Finds contacts by the words of their names and the digits of their numbers. */
export interface SearchIndex {
  /** Numbers of contacts that fit, rising; all, or the first `limit`. Whose they are is for the caller to check: marks are hashes. */
  find(workspaceId: WorkspaceId, terms: readonly SearchTerm[], limit?: number): number[];
}

/** Keeps the index; to be called inside a write. */
export interface SearchWriter {
  /** Answers the number of a contact that has none. */
  add(contact: Contact): number;
  /** Does nothing when the contact is found by the same tokens as before. */
  change(before: Contact, after: Contact): void;
}

interface Numbers {
  numbers: string;
}

export function createSearchIndex(connection: Connection): SearchIndex {
  const all = connection.query<Numbers>(
    "select json_group_array(rowid) as numbers from contact_search where contact_search match ?",
  );
  const first = connection.query<Numbers>(
    `select json_group_array(rowid) as numbers
     from (select rowid from contact_search where contact_search match ? limit ?) found`,
  );
  return {
    find(workspaceId, terms, limit) {
      const match = matchOf(workspaceId, terms);
      // A limit costs half as much again as finding all does.
      const found = limit === undefined ? all.get(match) : first.get(match, limit);
      return JSON.parse(found?.numbers ?? "[]") as number[];
    },
  };
}

export function createSearchWriter(connection: Connection): SearchWriter {
  const add = connection.statement("insert into contact_search (tokens) values (?)");
  const replace = connection.statement(
    `insert or replace into contact_search (rowid, tokens)
     select number, ? from contacts where workspace = ? and id = ? and number is not null`,
  );
  return {
    add(contact) {
      const number = add.insert(searchTextOf(contact));
      if (number === null) throw new Error("a contact's search entry has a row");
      return number;
    },
    change(before, after) {
      const text = searchTextOf(after);
      if (text !== searchTextOf(before)) replace.run(text, after.workspaceId, after.id);
    },
  };
}

/** What a contact's entry in the index says. */
export function searchTextOf(contact: Contact): string {
  const mark = markOf(contact.workspaceId);
  return searchTokensOf(contact)
    .map((token) => mark + token)
    .join(" ");
}

/** A search in the words of FTS5: each term is one or another beginning, and all terms must be there. */
function matchOf(workspaceId: WorkspaceId, terms: readonly SearchTerm[]): string {
  const mark = markOf(workspaceId);
  const beginning = (text: string) => `"${(mark + text).replaceAll('"', '""')}" *`;
  return terms.map((term) => `(${term.map(beginning).join(" OR ")})`).join(" AND ");
}

/** A workspace in front of a token, always as long as any other: FNV-1a, so that a search reads its own workspace's entries alone. */
function markOf(workspaceId: WorkspaceId): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < workspaceId.length; at++) {
    hash = Math.imul(hash ^ workspaceId.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(36).padStart(7, "0");
}
