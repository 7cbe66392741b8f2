import type { LineId, WorkspaceId } from "../../domain/ids.ts";
import type { ConversationQuery } from "../reader.ts";
import type { Connection } from "./connection.ts";

/** A conversation's place in the list, and its number. */
export interface ListKey {
  pk: number;
  at: number;
  id: string;
}

/** The index keeps each line's open and closed conversations apart; a list over several of these runs is their merge. */
interface Run {
  line: LineId;
  open: 0 | 1;
  keys: ListKey[];
  exhausted: boolean;
}

/** A run gives at least this many keys at a time. */
const STEP_MIN = 4;

const OPEN_VALUES = { open: [1], closed: [0], all: [1, 0] } as const;

/**
 * Finds the `count` most recently active conversations behind a place of the list. One index serves every combination of
 * filters, and costs each commit one entry to move; a second index for lists over all lines would cost it another.
 */
export function createNewestConversations(connection: Connection) {
  const lines = connection.query<{ id: LineId }>("select id from lines where workspace = ?");
  const oneLine = connection.query<{ id: LineId }>(
    "select id from lines where workspace = ? and id = ?",
  );
  const next = connection.query<ListKey>(
    `select pk, last_activity_at as at, id from conversations
     where line = ? and open = ? and last_activity_at is not null
       and (last_activity_at, id) < (?, ?)
     order by last_activity_at desc, id desc limit ?`,
  );

  function extend(run: Run, page: { from: ListKey; step: number }): void {
    const { at, id } = run.keys.at(-1) ?? page.from;
    const keys = next.all(run.line, run.open, at, id, page.step);
    run.keys.push(...keys);
    run.exhausted = keys.length < page.step;
  }

  return (
    workspaceId: WorkspaceId,
    filter: Pick<ConversationQuery, "status" | "lineId">,
    { from, count }: { from: ListKey; count: number },
  ): ListKey[] => {
    const ids =
      filter.lineId === null ? lines.all(workspaceId) : oneLine.all(workspaceId, filter.lineId);
    const runs = ids.flatMap(({ id: line }) =>
      OPEN_VALUES[filter.status].map((open): Run => ({ line, open, keys: [], exhausted: false })),
    );
    const step = Math.max(STEP_MIN, Math.ceil((2 * count) / Math.max(1, runs.length)));
    let behind = runs;
    let newest: ListKey[] = [];
    while (behind.length > 0) {
      for (const run of behind) extend(run, { from, step });
      newest = runs
        .flatMap(({ keys }) => keys)
        .sort(byNewest)
        .slice(0, count);
      behind = runs.filter((run) => mayHoldMore(run, newest, count));
    }
    return newest;
  };
}

/** Whether keys of a run that were not read yet may belong among the newest. */
function mayHoldMore({ keys, exhausted }: Run, newest: readonly ListKey[], count: number): boolean {
  const [last, least] = [keys.at(-1), newest.at(-1)];
  if (exhausted) return false;
  return newest.length < count || last === undefined || least === undefined
    ? true
    : byNewest(last, least) <= 0;
}

function byNewest(a: ListKey, b: ListKey): number {
  return b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}
