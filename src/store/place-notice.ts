import { DEFAULT_WORKSPACE, type WorkspaceId } from "../domain/ids.ts";
import type { NoticeItem } from "../domain/intake/inbound.ts";
import { syncRequestOf, type SyncRequest } from "../domain/template/template-sync.ts";
import type { Accepted } from "./intake-store.ts";

/** Where a notice is kept, and what follows from it. */
export interface PlacedNotice {
  workspaceId: WorkspaceId;
  /** Accounts whose templates are to be fetched, with the workspaces that have them. */
  syncs: { workspaceId: WorkspaceId; wabaId: string; request: SyncRequest }[];
  answer: Accepted;
}

/**
 * A notice goes to the workspace of its line; one that names no line to the first workspace with lines of its account, and to the
 * default one when nobody has any.
 *
 * @param holders the workspace that has the line, if any, and those that have lines of the account, in order
 */
export function placeNotice(
  item: NoticeItem,
  holders: { ofLine: WorkspaceId | null; ofAccount: readonly WorkspaceId[] },
  receivedAt: number,
): PlacedNotice {
  const { wabaId, lineId } = item;
  const ofAccount = lineId === null ? (holders.ofAccount[0] ?? null) : null;
  const workspaceId = holders.ofLine ?? ofAccount ?? DEFAULT_WORKSPACE;
  const request = syncRequestOf(item, receivedAt);
  const syncs =
    request === null || wabaId === null
      ? []
      : holders.ofAccount.map((holder) => ({ workspaceId: holder, wabaId, request }));
  const templatesOf = syncs[0]?.wabaId;
  return {
    workspaceId,
    syncs,
    answer: { kind: "noticed", workspaceId, ...(templatesOf !== undefined && { templatesOf }) },
  };
}
