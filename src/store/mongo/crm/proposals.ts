import type { Collection } from "mongodb";
import type { MergeProposal } from "../../../domain/contact/contact.ts";
import type { CrmStore } from "../../crm-store.ts";
import type { Reader } from "../../reader.ts";
import { decodeCursor } from "../../page-cursor.ts";
import { PROPOSALS, proposalPage } from "../../proposal-page.ts";
import { NEWEST } from "../feed/append.ts";
import type { TenantDocument } from "../documents.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";
import { again } from "../retry.ts";

type Proposals = Pick<CrmStore, "proposeMerge" | "mergeProposal" | "settleProposal"> &
  Pick<Reader, "mergeProposals" | "mergeProposalPage">;

/** Contacts that may be one person. What was decided stands, so that it is not proposed again. */
export function createProposals(proposals: Collection<TenantDocument>): Proposals {
  return {
    async proposeMerge(proposal) {
      await insertNew(proposals, [proposalDocument(proposal)]);
    },
    async mergeProposal(workspaceId, id) {
      const found = await proposals.findOne({ _id: keyOf(workspaceId, id) }, NEWEST);
      return found === null ? null : proposalOf(found);
    },
    async settleProposal(workspaceId, id, settled) {
      const _id = keyOf(workspaceId, id);
      const found = await proposals.findOne({ _id }, NEWEST);
      if (found === null) return false;
      const proposal = proposalOf(found);
      if (proposal.settled !== undefined) return false;
      const doc = JSON.stringify({ ...proposal, settled });
      // The text that was read is the guard.
      const { matchedCount } = await again(() =>
        proposals.updateOne({ _id, doc: found.doc }, { $set: { doc } }),
      );
      return matchedCount === 1;
    },
    async mergeProposals(workspace) {
      const found = await proposals.find({ workspace }).sort({ _id: 1 }).toArray();
      return found.map(proposalOf).filter(({ settled }) => settled === undefined);
    },
    async mergeProposalPage(workspace, { cursor, limit }) {
      const [from] = cursor === null ? [""] : decodeCursor(PROPOSALS, cursor, [""]);
      const behind = { workspace, _id: { $gt: keyOf(workspace, from) } };
      const open: MergeProposal[] = [];
      for await (const found of proposals.find(behind).sort({ _id: 1 })) {
        const proposal = proposalOf(found);
        if (proposal.settled === undefined) open.push(proposal);
        if (open.length > limit) break;
      }
      return proposalPage(open, limit);
    },
  };
}

export function proposalDocument(proposal: MergeProposal): TenantDocument {
  const { workspaceId, id } = proposal;
  return { _id: keyOf(workspaceId, id), workspace: workspaceId, doc: JSON.stringify(proposal) };
}

function proposalOf({ doc }: TenantDocument): MergeProposal {
  return JSON.parse(doc) as MergeProposal;
}
