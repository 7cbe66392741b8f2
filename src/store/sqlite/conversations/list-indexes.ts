/** A conversation's place in the list, its number, and its contact's. */
export interface ListKey {
  pk: number;
  at: number;
  id: string;
  contact: number | null;
}

/** The order of the list: newest first. */
export function byNewest(a: Pick<ListKey, "at" | "id">, b: Pick<ListKey, "at" | "id">): number {
  return b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

/** One of the indexes of the list. */
export interface ListIndex {
  table: "conversations" | "conversation_tags";
  equal: readonly string[];
  /** What remains to be looked at in each entry. */
  rest: string;
}

const LISTED = { equal: ["line", "bucket"], rest: "" };
const OWNED = {
  equal: ["owner", "workspace", "bucket"],
  rest: "and (?2 is null or line in (select value from json_each(?2)))",
};

/** Both stand in the list of all, and once more behind each tag. */
export const LIST_INDEXES = {
  listed: { table: "conversations", ...LISTED },
  owned: { table: "conversations", ...OWNED },
  taggedListed: { table: "conversation_tags", ...LISTED, equal: ["tag", ...LISTED.equal] },
  taggedOwned: { table: "conversation_tags", ...OWNED, equal: ["tag", ...OWNED.equal] },
} as const satisfies Record<string, ListIndex>;

/** Entries of a run: ?1 and ?2 are key and lines of its place, ?3 and ?4 the first and last time. */
export function entriesWithin({ table, equal, rest }: ListIndex): string {
  return `${table} where ${equalTo(equal, "?1")} and last_activity_at between ?3 and ?4 ${rest}`;
}

/** That these columns have the values of a JSON array. */
export function equalTo(columns: readonly string[], key: string): string {
  return columns.map((column, at) => `${column} = ${key} ->> ${at}`).join(" and ");
}
