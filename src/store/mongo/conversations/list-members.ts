/** What the list and its indexes ask of a conversation. Absent until the first commit. */
export interface ListMembers {
  /** State, attention and whether there is an owner: `store/list-bucket.ts`. */
  bucket?: number;
  owner?: string | null;
  tags?: string[];
}

/** What the search and its index ask of a contact. */
export interface SearchMembers {
  /** What it is found by: `domain/conversation/search.ts`. */
  tokens: string[];
}
