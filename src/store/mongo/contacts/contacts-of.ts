import type { LineId } from "../../../domain/ids.ts";
import type { Backlog } from "../intake/backlog.ts";
import { openContacts, type ContactOf } from "./contacts.ts";
import type { Collections } from "../documents.ts";
import type { SettleContact } from "./directory.ts";
import type { Routed } from "../intake/routing.ts";

/** Reads the contacts that the items of one call may concern, in each of their workspaces. */
export async function openContactsOf(
  collections: Collections,
  items: readonly Routed[],
  context: {
    newContactId: () => string;
    hasBacklog: Backlog["stands"];
    settle: SettleContact;
  },
): Promise<ContactOf> {
  const { newContactId, hasBacklog, settle } = context;
  const ofWorkspace = Map.groupBy(items, ({ workspaceId }) => workspaceId);
  const opened = [...ofWorkspace].map(async ([workspaceId, of]) => {
    const asked = new Map<LineId, Promise<boolean>>();
    const mayMake = (lineId: LineId): Promise<boolean> => {
      const answer = asked.get(lineId) ?? hasBacklog(workspaceId, lineId).then((has) => !has);
      asked.set(lineId, answer);
      return answer;
    };
    const contactOf = await openContacts(collections, workspaceId, {
      items: of,
      newContactId,
      mayMake,
      settle,
    });
    return [workspaceId, contactOf] as const;
  });
  const tellers = new Map(await Promise.all(opened));
  return (item) => {
    const tell = tellers.get(item.workspaceId);
    if (tell === undefined) throw new Error("an item of a workspace that no item is of");
    return tell(item);
  };
}
