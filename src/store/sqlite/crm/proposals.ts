import type { MergeProposal } from "../../../domain/contact/contact.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { CrmStore } from "../../crm-store.ts";
import type { Reader } from "../../reader.ts";
import { PROPOSALS, proposalPage } from "../../proposal-page.ts";
import { decodeCursor } from "../../page-cursor.ts";
import type { Connection } from "../connection.ts";

export interface Proposals
  extends
    Pick<CrmStore, "proposeMerge" | "mergeProposal" | "settleProposal">,
    Pick<Reader, "mergeProposals" | "mergeProposalPage"> {
  /** `proposeMerge`, to be called inside a write. */
  add(proposal: MergeProposal): void;
}

/** Contacts that may be one person. What was decided stands, so that it is not proposed again. */
export function createProposals(connection: Connection): Proposals {
  const insert = connection.statement(
    "insert into merge_proposals (workspace, id, doc) values (?, ?, ?) on conflict do nothing",
  );
  const put = connection.statement(
    "update merge_proposals set doc = ? where workspace = ? and id = ?",
  );
  const one = connection.query<{ doc: string }>(
    "select doc from merge_proposals where workspace = ? and id = ?",
  );
  const all = connection.query<{ doc: string }>(
    "select doc from merge_proposals where workspace = ? order by id",
  );

  const page = connection.query<{ doc: string }>(
    `select doc from merge_proposals
     where workspace = ? and id > ? and doc ->> '$.settled' is null order by id limit ?`,
  );

  function read(workspaceId: WorkspaceId, id: string): MergeProposal | null {
    const row = one.get(workspaceId, id);
    return row === undefined ? null : (JSON.parse(row.doc) as MergeProposal);
  }

  function add(proposal: MergeProposal): void {
    insert.run(proposal.workspaceId, proposal.id, JSON.stringify(proposal));
  }

  return {
    add,
    proposeMerge: (proposal) => connection.write(() => add(proposal)),
    mergeProposal: (workspaceId, id) => connection.read(() => read(workspaceId, id)),
    settleProposal: (workspaceId, id, settled) =>
      connection.write(() => {
        const proposal = read(workspaceId, id);
        if (proposal === null || proposal.settled !== undefined) return false;
        return put.run(JSON.stringify({ ...proposal, settled }), workspaceId, id) > 0;
      }),
    mergeProposals: (workspaceId) =>
      connection.read(() =>
        all
          .all(workspaceId)
          .map(({ doc }) => JSON.parse(doc) as MergeProposal)
          .filter(({ settled }) => settled === undefined),
      ),
    async mergeProposalPage(workspaceId, { cursor, limit }) {
      const [from] = cursor === null ? [""] : decodeCursor(PROPOSALS, cursor, [""]);
      const rows = await connection.read(() => page.all(workspaceId, from, limit + 1));
      const proposals = rows.map(({ doc }) => JSON.parse(doc) as MergeProposal);
      return proposalPage(proposals, limit);
    },
  };
}
