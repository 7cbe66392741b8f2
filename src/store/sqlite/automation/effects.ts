import type { Effect, EffectLane, NewEffect } from "../../../domain/automation/effect.ts";
import type { ConversationId, WorkspaceId } from "../../../domain/ids.ts";
import { settlementEntry } from "../../automation-entries.ts";
import type { EffectSettlement, EffectStore } from "../../automation-store.ts";
import type { Connection } from "../connection.ts";
import { createEntries } from "../intake/entries.ts";

interface Row {
  pk: number;
  workspaceId: WorkspaceId;
  conversation: number;
  conversationId: ConversationId;
  attempts: number;
  failures: number;
  next_attempt_at: number;
  lease_until: number | null;
  doc: string;
}

const COLUMNS = `e.pk, e.workspace as workspaceId, e.conversation, c.id as conversationId, e.attempts, e.failures,
  e.next_attempt_at, e.lease_until, e.doc`;
const LANES: readonly EffectLane[] = ["inside", "outside"];
const COMMAND = { raw: null, fingerprint: null };

type Outbox = Pick<
  EffectStore,
  "claimEffects" | "retryEffect" | "settleEffect" | "nextEffectAt" | "effectDepth"
>;

/** The outbox of automations on SQLite: an end and its entry are one write, and what has ended is gone. */
export function createEffects(connection: Connection): Outbox {
  const entries = createEntries(connection);
  const due = connection.query<Row>(
    `select ${COLUMNS} from effects e join conversations c on c.pk = e.conversation
     where e.lane = ? and e.due_at <= ? order by e.due_at, e.pk limit ?`,
  );
  const take = connection.statement(
    "update effects set attempts = attempts + 1, lease_until = ?1, due_at = ?1 where pk = ?2",
  );
  const putBack = connection.statement(
    `update effects set next_attempt_at = ?1, due_at = ?1, lease_until = null, failures = ?2
     where id = ?3 and workspace = ?4 and attempts = ?5`,
  );
  const held = connection.query<Row>(
    `select ${COLUMNS} from effects e join conversations c on c.pk = e.conversation
     where e.id = ? and e.workspace = ? and e.attempts = ?`,
  );
  const remove = connection.statement("delete from effects where pk = ?");

  function settle(settlement: EffectSettlement): "settled" | "ignored" {
    const { workspaceId, id, attempts } = settlement;
    const row = held.get(id, workspaceId, attempts);
    if (row === undefined) return "ignored";
    remove.run(row.pk);
    const entry = settlementEntry(effectOf(row), settlement);
    if (entries.byKey(workspaceId, entry.key) !== undefined) return "ignored";
    entries.add(row.conversation, entry, COMMAND);
    return "settled";
  }

  return {
    ...createEffectFigures(connection),
    async claimEffects({ lane, now, leaseMs, limit }) {
      const at = Math.floor(now);
      // Asked often and mostly in vain: no write for nothing.
      const some = await connection.read(() => due.get(lane, at, 1));
      if (some === undefined || limit <= 0) return [];
      const leaseUntil = Math.trunc(now + leaseMs);
      return connection.write(() =>
        due.all(lane, at, limit).map((row) => {
          take.run(leaseUntil, row.pk);
          return effectOf({ ...row, attempts: row.attempts + 1, lease_until: leaseUntil });
        }),
      );
    },
    retryEffect: ({ workspaceId, id, attempts }, { nextAttemptAt, failures }) =>
      connection.write(() => {
        putBack.run(Math.trunc(nextAttemptAt), failures, id, workspaceId, attempts);
      }),
    settleEffect: (settlement) => connection.write(() => settle(settlement)),
  };
}

function createEffectFigures(
  connection: Connection,
): Pick<EffectStore, "nextEffectAt" | "effectDepth"> {
  const next = connection.query<{ at: number | null }>(
    "select min(due_at) as at from effects where lane = ? and due_at > ?",
  );
  const depth = connection.query<{ waiting: number; oldestCreatedAt: number | null }>(
    "select count(*) as waiting, min(created_at) as oldestCreatedAt from effects",
  );
  return {
    nextEffectAt: ({ now }) =>
      connection.read(() => {
        const times = LANES.flatMap((lane) => next.get(lane, Math.floor(now))?.at ?? []);
        return times.length === 0 ? null : Math.min(...times);
      }),
    effectDepth: () =>
      connection.read(() => ({ waiting: 0, oldestCreatedAt: null, ...depth.get() })),
  };
}

function effectOf(row: Row): Effect {
  return {
    ...(JSON.parse(row.doc) as NewEffect),
    workspaceId: row.workspaceId,
    conversationId: row.conversationId,
    attempts: row.attempts,
    failures: row.failures,
    nextAttemptAt: row.next_attempt_at,
    leaseUntil: row.lease_until,
  };
}
