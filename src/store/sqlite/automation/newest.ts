import type { ConversationId, WorkspaceId } from "../../../domain/ids.ts";
import type { Page } from "../../intake-store.ts";
import type { Connection } from "../connection.ts";
import { createThreads } from "../conversations/threads.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";

interface Row {
  pk: number;
  doc: string;
}

export interface NewestQuery {
  flowId: string | null;
  conversationId: ConversationId | null;
  /** State or verdict. */
  kind: string | null;
  cursor: string | null;
  limit: number;
}

/**
 * What was written last, first: of a flow, of a conversation, or of all. `kind` stands in the index behind the flow or the workspace, and what
 * is asked of all kinds is the merge of them, so that each is written once for both.
 */
export function createNewest<T>(
  connection: Connection,
  { table, kind: column, kinds }: { table: "runs" | "evaluations"; kind: string; kinds: string[] },
): (workspaceId: WorkspaceId, query: NewestQuery) => Promise<Page<T>> {
  const threads = createThreads(connection);
  const select = (where: string) =>
    connection.query<Row>(
      `select pk, doc from ${table} where ${where} and pk < ? order by pk desc limit ?`,
    );
  const ofFlow = select(`flow = ? and workspace = ? and ${column} = ?`);
  const ofWorkspace = select(`workspace = ? and ${column} = ?`);
  const ofConversation = select(
    `conversation = ?1 and (?2 is null or flow = ?2) and (?3 is null or ${column} = ?3)`,
  );

  function rows(workspaceId: WorkspaceId, query: NewestQuery, from: number): Row[] {
    const { flowId, conversationId, kind, limit } = query;
    if (conversationId !== null) {
      const pk = threads.pkOf(workspaceId, conversationId);
      return pk === undefined ? [] : ofConversation.all(pk, flowId, kind, from, limit + 1);
    }
    const found = (kind === null ? kinds : [kind]).flatMap((one) =>
      flowId === null
        ? ofWorkspace.all(workspaceId, one, from, limit + 1)
        : ofFlow.all(flowId, workspaceId, one, from, limit + 1),
    );
    return found.sort((a, b) => b.pk - a.pk);
  }

  return async (workspaceId, query) => {
    const { cursor, limit } = query;
    const [from] = cursor === null ? [NEWEST_PLACE] : decodeCursor(table, cursor, [0]);
    const found = await connection.read(() => rows(workspaceId, query, from));
    return pageOf(found, {
      list: table,
      limit,
      placeOf: ({ pk }) => [pk],
      itemOf: ({ doc }) => JSON.parse(doc) as T,
    });
  };
}
