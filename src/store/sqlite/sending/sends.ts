import type { ConversationId, LineId, WorkspaceId } from "../../../domain/ids.ts";
import { sendResultEntryOf } from "../../../domain/intake/intake.ts";
import type { SendResult } from "../../../domain/sending/send.ts";
import type {
  ClaimedSend,
  SendClaim,
  SendRetry,
  SendSettlement,
  SendStore,
} from "../../send-store.ts";
import type { Connection } from "../connection.ts";
import { createEntries } from "../intake/entries.ts";
import { createSendQueries, IS_FIRST } from "./send-queries.ts";
import { createNewSends, SEND_COLUMNS, sendOf, type SendRow } from "./send-rows.ts";
import { createSendSurroundings } from "./send-surroundings.ts";

/** The outbox of sends on SQLite: a claim or an end is one write, and so is the entry that reports the end. */
export function createSends(connection: Connection): SendStore {
  return {
    ...createClaiming(connection),
    ...createSettling(connection),
    ...createSendQueries(connection),
  };
}

function createClaiming(connection: Connection): Pick<SendStore, "claimSends" | "retrySend"> {
  const { byId } = createNewSends(connection);
  const claimed = createSendSurroundings(connection);
  const claimable = connection.query<SendRow>(
    `select ${SEND_COLUMNS} from sends s join conversations c on c.pk = s.conversation
     where s.line = ?1 and s.workspace = ?2 and s.state = 'queued' and s.next_attempt_at <= ?3
     and ${IS_FIRST} order by s.pk limit ?4`,
  );
  // Among those in flight, which are few: by its own choice SQLite would read all sends.
  const takenBefore = connection.query<SendRow>(
    `select ${SEND_COLUMNS} from sends s indexed by sends_leased
     join conversations c on c.pk = s.conversation
     where s.state = 'inFlight' and s.lease_until > 0 and s.claim = ?1 and s.line = ?2
     and s.workspace = ?3`,
  );
  const take = connection.statement(
    `update sends set state = 'inFlight', attempts = attempts + 1, lease_until = ?, claimed_at = ?,
       claim = ? where pk = ?`,
  );
  const putBack = connection.statement(
    `update sends set state = 'queued', lease_until = null, next_attempt_at = ?, last_errors = ?,
       failures = ? where pk = ?`,
  );
  function claim(
    workspaceId: WorkspaceId,
    lineId: LineId,
    { name, now, leaseMs, limit }: SendClaim,
  ): ClaimedSend[] {
    const before = takenBefore.all(name, lineId, workspaceId);
    if (before.length > 0) {
      return before.toSorted((one, other) => one.pk - other.pk).map(claimed);
    }
    const leaseUntil = Math.trunc(now + leaseMs);
    const claimedAt = Math.trunc(now);
    return claimable.all(lineId, workspaceId, Math.floor(now), limit).map((row) => {
      take.run(leaseUntil, claimedAt, name, row.pk);
      return claimed({
        ...row,
        state: "inFlight",
        attempts: row.attempts + 1,
        lease_until: leaseUntil,
        claimed_at: claimedAt,
      });
    });
  }

  function retry({ workspaceId, id, attempt, nextAttemptAt, errors, failures }: SendRetry) {
    const row = byId(workspaceId, id);
    if (row?.state !== "inFlight" || row.attempts !== attempt) return "ignored";
    putBack.run(Math.trunc(nextAttemptAt), JSON.stringify(errors), failures, row.pk);
    return "queued";
  }

  return {
    claimSends: (workspaceId, lineId, options) =>
      connection.write(() => claim(workspaceId, lineId, options)),
    retrySend: (wanted) => connection.write(() => retry(wanted)),
  };
}

function createSettling(
  connection: Connection,
): Pick<SendStore, "settleSend" | "settleOverdueSends"> {
  const { byId } = createNewSends(connection);
  const entries = createEntries(connection);
  const end = connection.statement(
    `update sends set state = ?, result = ?, settled_at = ?, lease_until = null where pk = ?`,
  );
  const overdue = connection.query<SendRow>(
    `select ${SEND_COLUMNS} from sends s join conversations c on c.pk = s.conversation
     where s.state = 'inFlight' and s.lease_until <= ? order by s.lease_until limit ?`,
  );

  function finish(row: SendRow, result: SendResult, at: number): void {
    end.run(result.kind, JSON.stringify(result), Math.trunc(at), row.pk);
    const entry = sendResultEntryOf(sendOf(row), { result, at });
    if (entry === null || entries.byKey(row.workspaceId, entry.key) !== undefined) return;
    entries.add(row.conversation, entry, { raw: null, fingerprint: null });
  }

  function settle({ workspaceId, id, attempt, at, result }: SendSettlement) {
    const row = byId(workspaceId, id);
    if (row === undefined || row.attempts !== attempt) return "ignored";
    const late = row.state === "uncertain" && result.kind !== "uncertain";
    if (row.state !== "inFlight" && !late) return "ignored";
    finish(row, result, at);
    return "settled";
  }

  function giveUp(now: number, limit: number) {
    const conversations = new Map<
      number,
      { workspaceId: string; conversationId: ConversationId }
    >();
    for (const row of overdue.all(Math.floor(now), limit)) {
      const { workspaceId, conversationId } = row;
      finish(row, { kind: "uncertain" }, now);
      conversations.set(row.conversation, { workspaceId, conversationId });
    }
    return [...conversations.values()];
  }

  return {
    settleSend: (settlement) => connection.write(() => settle(settlement)),
    async settleOverdueSends({ now, limit }) {
      // Asked often and mostly in vain: no write for nothing.
      const some = await connection.read(() => overdue.get(Math.floor(now), 1));
      return some === undefined ? [] : connection.write(() => giveUp(now, limit));
    },
  };
}
