import type { Filter } from "mongodb";
import type { SearchTerm } from "../../../domain/conversation/search.ts";
import type { ContactDocument } from "../documents.ts";

/** Behind every text that begins with the one in front of it. */
const LAST = "\u{10ffff}";

/** Contacts that a search finds. */
export function fitting(terms: readonly SearchTerm[]): Filter<ContactDocument> {
  return {
    $and: terms.map((term) => ({
      $or: term.map((beginning) => ({
        tokens: { $elemMatch: { $gte: beginning, $lt: beginning + LAST } },
      })),
    })),
  };
}
