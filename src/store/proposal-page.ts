import type { MergeProposal } from "../domain/contact/contact.ts";
import type { Page } from "./intake-store.ts";
import { pageOf } from "./page-cursor.ts";

/** The list of proposals, as its cursors name it. */
export const PROPOSALS = "proposals";

/** A page of proposals that were read one beyond it. */
export function proposalPage(
  proposals: readonly MergeProposal[],
  limit: number,
): Page<MergeProposal> {
  return pageOf(proposals, {
    list: PROPOSALS,
    limit,
    placeOf: ({ id }) => [id],
    itemOf: (proposal) => proposal,
  });
}
