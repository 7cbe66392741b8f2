import type { WorkspaceId } from "../../../domain/ids.ts";
import type { NoticeItem } from "../../../domain/intake/inbound.ts";
import type { Accepted } from "../../intake-store.ts";
import { placeNotice } from "../../place-notice.ts";
import type { Connection } from "../connection.ts";
import type { Notices } from "./notices.ts";
import type { TemplateSyncs } from "../sending/template-syncs.ts";

/** Keeps news about templates, numbers and accounts where they belong. To be called inside a write. */
export function createNoticeDoor(
  connection: Connection,
  { note, requestSync }: { note: Notices["note"]; requestSync: TemplateSyncs["request"] },
) {
  const holders = connection.query<{ workspace: WorkspaceId }>(
    "select distinct workspace from lines where waba = ? order by workspace",
  );
  return (
    item: NoticeItem,
    { ofLine, receivedAt }: { ofLine: WorkspaceId | null; receivedAt: number },
  ): Accepted => {
    const { wabaId } = item;
    const ofAccount = wabaId === null ? [] : holders.all(wabaId).map(({ workspace }) => workspace);
    const placed = placeNotice(item, { ofLine, ofAccount }, receivedAt);
    const { workspaceId, syncs, answer } = placed;
    note({ ...item, workspaceId, receivedAt });
    for (const sync of syncs) requestSync(sync.workspaceId, sync.wabaId, sync.request);
    return answer;
  };
}
