import { decodeCursor, pageOf } from "../../../src/store/page-cursor.ts";
import type { PastStore } from "../../../src/store/past-store.ts";
import { historyOf } from "./conversations.ts";
import { copyOf } from "./copy.ts";
import { workspaceOf, type State } from "./state.ts";

const LIST = "pasts";

/** The past of a workspace, by the ids of its conversations. */
export function createPasts(state: State): PastStore {
  return {
    async pasts(workspaceId, { since, lineIds, cursor, limit }) {
      const { threads, lines, contacts } = workspaceOf(state, workspaceId);
      const [from] = cursor === null ? [""] : decodeCursor(LIST, cursor, [""] as const);
      const found = [...threads.values()]
        .filter(({ id, lineId }) => id > from && (lineIds?.includes(lineId) ?? true))
        .filter(({ conversation }) => (conversation?.updatedAt ?? -Infinity) >= since)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const page = pageOf(found, {
        list: LIST,
        limit,
        placeOf: ({ id }) => [id],
        itemOf: ({ lineId, contactId, settled }) => {
          const line = lines.get(lineId);
          const contact = contacts.get(contactId);
          if (line === undefined || contact === undefined) throw new Error("a thread of nobody");
          return copyOf({ line, contact, history: historyOf(settled) });
        },
      });
      return { ...page, share: page.cursor === null ? 1 : null };
    },
  };
}
