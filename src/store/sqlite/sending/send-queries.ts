import type { LineId, WorkspaceId } from "../../../domain/ids.ts";
import type { SendStore } from "../../send-store.ts";
import type { Connection } from "../connection.ts";
import { createNewSends, SEND_COLUMNS, sendOf, type SendRow } from "./send-rows.ts";
import { createThreads } from "../conversations/threads.ts";

type Queries = Pick<SendStore, "dueSendLines" | "nextSendAt" | "send" | "sendsOf" | "sendDepth">;

/** Nothing before it in its conversation is still to be settled. */
export const IS_FIRST = `not exists (select 1 from sends e where e.conversation = s.conversation
  and e.state in ('queued', 'inFlight') and e.pk < s.pk)`;

/** What is due, what was sent, and the figures. */
export function createSendQueries(connection: Connection): Queries {
  const { byId } = createNewSends(connection);
  const threads = createThreads(connection);
  const lines = connection.query<{ workspaceId: WorkspaceId; lineId: LineId }>(
    `select l.workspace as workspaceId, l.id as lineId from lines l where exists (
       select 1 from sends s where s.line = l.id and s.state = 'queued' and s.next_attempt_at <= ?
       and ${IS_FIRST})
     and not exists (select 1 from line_sending t where t.workspace = l.workspace and t.line = l.id
       and t.stop is not null) order by l.workspace, l.id limit ?`,
  );
  const nextDue = connection.query<{ at: number | null }>(
    "select min(next_attempt_at) as at from sends where state = 'queued' and next_attempt_at > ?",
  );
  const nextFree = connection.query<{ at: number | null }>(
    "select min(lease_until) as at from sends where state = 'inFlight'",
  );
  const ofConversation = connection.query<SendRow>(
    `select ${SEND_COLUMNS} from sends s join conversations c on c.pk = s.conversation
     where s.conversation = ? order by s.pk desc limit ?`,
  );
  const queued = connection.query<{ lineId: LineId; queued: number }>(
    "select line as lineId, count(*) as queued from sends where state = 'queued' group by line",
  );
  const inFlight = connection.query<{ count: number }>(
    "select count(*) as count from sends where state = 'inFlight'",
  );
  const oldest = connection.query<{ at: number | null }>(
    "select min(queued_at) as at from sends where state in ('queued', 'inFlight')",
  );

  return {
    dueSendLines: ({ now, limit }) =>
      connection.read(() => lines.all(Math.floor(now), limit).map((row) => ({ ...row }))),
    nextSendAt: ({ now }) =>
      connection.read(() => {
        const times = [nextDue.get(Math.floor(now))?.at, nextFree.get()?.at];
        const known = times.filter((at) => at !== null && at !== undefined);
        return known.length === 0 ? null : Math.min(...known);
      }),
    send: (workspaceId, id) =>
      connection.read(() => {
        const row = byId(workspaceId, id);
        return row === undefined ? null : sendOf(row);
      }),
    sendsOf: (workspaceId, conversationId, { limit }) =>
      connection.read(() => {
        const pk = threads.pkOf(workspaceId, conversationId);
        return pk === undefined ? [] : ofConversation.all(pk, limit).map(sendOf);
      }),
    sendDepth: () =>
      connection.read(() => {
        const queuedByLine = queued.all().map((row) => ({ ...row }));
        return {
          queued: queuedByLine.reduce((sum, line) => sum + line.queued, 0),
          queuedByLine,
          inFlight: inFlight.get()?.count ?? 0,
          oldestQueuedAt: oldest.get()?.at ?? null,
        };
      }),
  };
}
