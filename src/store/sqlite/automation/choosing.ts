import { nextInTurn } from "../../../domain/automation/whose-turn.ts";
import type { UserId } from "../../../domain/ids.ts";
import type { EffectStore } from "../../automation-store.ts";
import { bucketsOf } from "../../list-bucket.ts";
import type { Connection } from "../connection.ts";

const OPEN = JSON.stringify(
  bucketsOf({ status: "open", states: null, unread: null }, { isOwned: true }),
);

/** What a step needs that chooses among people. */
export function createChoosing(
  connection: Connection,
): Pick<EffectStore, "takeTurn" | "openCounts"> {
  const given = connection.query<{ turn: UserId | null }>(
    "select turn from effects where id = ? and workspace = ?",
  );
  const note = connection.statement("update effects set turn = ? where id = ? and workspace = ?");
  const lastOf = connection.query<{ last: UserId }>(
    "select last from turns where workspace = ? and pointer = ?",
  );
  const move = connection.statement(
    `insert into turns (workspace, pointer, last) values (?, ?, ?)
     on conflict do update set last = excluded.last`,
  );
  const open = connection.query<{ count: number }>(
    `select count(*) as count from conversations where owner = ? and workspace = ?
     and bucket in (select value from json_each(?)) and last_activity_at is not null`,
  );
  return {
    takeTurn: ({ workspaceId, pointer, effectId, userIds }) =>
      connection.write(() => {
        const known = given.get(effectId, workspaceId)?.turn ?? null;
        if (known !== null) return known;
        const next = nextInTurn(userIds, lastOf.get(workspaceId, pointer)?.last ?? null);
        if (next === null) return null;
        move.run(workspaceId, pointer, next);
        note.run(next, effectId, workspaceId);
        return next;
      }),
    openCounts: (workspaceId, userIds) =>
      connection.read(
        () => new Map(userIds.map((id) => [id, open.get(id, workspaceId, OPEN)?.count ?? 0])),
      ),
  };
}
