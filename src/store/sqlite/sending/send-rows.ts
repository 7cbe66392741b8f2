import type { ProviderError } from "../../../domain/conversation/content.ts";
import type { ConversationId, SendId, WorkspaceId } from "../../../domain/ids.ts";
import type { NewSend, Send, SendResult, SendState } from "../../../domain/sending/send.ts";
import type { Connection } from "../connection.ts";
import { storedSend } from "../../stored-send.ts";

/** A send's row, with its conversation's id. */
export interface SendRow {
  pk: number;
  workspaceId: WorkspaceId;
  conversation: number;
  conversationId: ConversationId;
  state: SendState;
  attempts: number;
  failures: number;
  next_attempt_at: number;
  lease_until: number | null;
  claimed_at: number | null;
  settled_at: number | null;
  result: string | null;
  last_errors: string | null;
  doc: string;
}

/** Columns of a `SendRow`, for statements that join `sends s` with `conversations c`. */
export const SEND_COLUMNS = `s.pk, s.workspace as workspaceId, s.conversation, c.id as conversationId, s.state, s.attempts, s.failures,
  s.next_attempt_at, s.lease_until, s.claimed_at, s.settled_at, s.result, s.last_errors, s.doc`;

export function sendOf(row: SendRow): Send {
  return {
    ...storedSend(row.doc),
    workspaceId: row.workspaceId,
    conversationId: row.conversationId,
    state: row.state,
    attempts: row.attempts,
    failures: row.failures,
    nextAttemptAt: row.next_attempt_at,
    leaseUntil: row.lease_until,
    claimedAt: row.claimed_at,
    settledAt: row.settled_at,
    result: row.result === null ? null : (JSON.parse(row.result) as SendResult),
    lastErrors: row.last_errors === null ? [] : (JSON.parse(row.last_errors) as ProviderError[]),
  };
}

/** Puts new sends into the outbox; to be called inside a write. */
export interface NewSends {
  add(workspaceId: WorkspaceId, conversation: number, send: NewSend): void;
  byId(workspaceId: WorkspaceId, id: SendId): SendRow | undefined;
}

export function createNewSends(connection: Connection): NewSends {
  const insert = connection.statement(
    `insert into sends (workspace, id, conversation, line, state, attempts, next_attempt_at, queued_at, doc)
     values (?, ?, ?, ?, 'queued', 0, ?, ?, ?) on conflict (id, workspace) do nothing`,
  );
  const byId = connection.query<SendRow>(
    `select ${SEND_COLUMNS} from sends s join conversations c on c.pk = s.conversation
     where s.id = ? and s.workspace = ?`,
  );
  return {
    add(workspaceId, conversation, send) {
      const at = Math.trunc(send.queuedAt);
      const doc = JSON.stringify(send);
      insert.run(workspaceId, send.id, conversation, send.lineId, at, at, doc);
    },
    byId: (workspaceId, id) => byId.get(id, workspaceId),
  };
}
