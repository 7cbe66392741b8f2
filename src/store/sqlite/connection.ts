import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { StoreUnavailableError } from "../store.ts";
import { createCheckpoints } from "./checkpoints.ts";
import { isBusy, translated } from "./errors.ts";
import { createGroupCommit, type GroupCommitOptions } from "./group-commit.ts";
import { createSnapshots } from "./snapshots.ts";

/** A prepared statement that answers rows. */
export interface Query<Row> {
  get(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
  /** Row by row, so that a caller who has enough can stop. */
  each(...values: SQLInputValue[]): Iterable<Row>;
}

/** A prepared statement that changes rows, and answers how many. */
export interface Statement {
  run(...values: SQLInputValue[]): number;
  /** For `insert`: the number of the row that was made, null when a conflict left it out. Cheaper than RETURNING. */
  insert(...values: SQLInputValue[]): number | null;
}

/** The one connection of a store: what its parts prepare their statements on, and run their work through. */
export interface Connection {
  query<Row>(sql: string): Query<Row>;
  statement(sql: string): Statement;
  /** Text of every statement prepared so far; the test of the query plans reads it. */
  statements(): string[];
  /** Runs `work` inside the next group commit; see `group-commit.ts`. */
  write<T>(work: () => T): Promise<T>;
  /** Runs `work` on one snapshot of committed data. */
  read<T>(work: () => T): Promise<T>;
  close(): Promise<void>;
}

export const CONNECTION_DEFAULTS: GroupCommitOptions = {
  retryForMs: 2_000,
  callersMax: 256,
  batchMs: 16,
};

const RETRY_PAUSE_MS = 5;

/** SQLite looks into a parameter that stands alone behind LIMIT, and so parses the statement anew at every run; a sum it leaves alone. */
const BARE_LIMIT = /\blimit \?\d*/g;

/** Connects the parts of a store with a database that is open; `path` is its file. */
export function connect(
  db: DatabaseSync,
  path: string,
  options: GroupCommitOptions = CONNECTION_DEFAULTS,
): Connection {
  const statements = new Map<string, StatementSync>();
  const snapshots = createSnapshots(db);
  const checkpoints = createCheckpoints(db, path);
  const groupCommit = createGroupCommit(db, options, {
    beforeBatch: snapshots.end,
    afterBatch: checkpoints.afterCommit,
  });

  let closing: Promise<void> | null = null;

  /** Parts that ask the same share the statement. */
  function prepare(sql: string): StatementSync {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const prepared = db.prepare(sql.replace(BARE_LIMIT, "$& + 0"));
    statements.set(sql, prepared);
    return prepared;
  }

  async function close(): Promise<void> {
    await groupCommit.close();
    await checkpoints.close();
    snapshots.end();
    db.close();
  }

  return {
    statements: () => [...statements.keys()],
    query<Row>(sql: string): Query<Row> {
      const prepared = prepare(sql);
      return {
        get: (...values) => prepared.get(...values) as Row | undefined,
        all: (...values) => prepared.all(...values) as Row[],
        each: (...values) => prepared.iterate(...values) as Iterable<Row>,
      };
    },
    statement(sql) {
      const prepared = prepare(sql);
      return {
        run: (...values) => Number(prepared.run(...values).changes),
        insert(...values) {
          const { changes, lastInsertRowid } = prepared.run(...values);
          return changes === 0 ? null : Number(lastInsertRowid);
        },
      };
    },
    write: (work) => groupCommit.write(work),
    async read(work) {
      // Readers of a WAL wait for nobody, but for a process that recovers or removes the WAL at its start or end.
      const giveUpAt = performance.now() + options.retryForMs;
      for (;;) {
        if (closing !== null) throw new StoreUnavailableError("the store is closed");
        try {
          return snapshots.read(work);
        } catch (error) {
          if (!isBusy(error) || performance.now() >= giveUpAt) throw translated(error);
        }
        await sleep(RETRY_PAUSE_MS);
      }
    },
    close: () => (closing ??= close()),
  };
}
