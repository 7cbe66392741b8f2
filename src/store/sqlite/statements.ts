import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";

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

export interface Statements {
  query<Row>(sql: string): Query<Row>;
  statement(sql: string): Statement;
  /** Lets statements ask `work` for a value by this name. Before they are prepared, and once for a name. */
  define(name: string, work: (value: SQLOutputValue) => SQLInputValue): void;
  /** Text of every statement prepared so far; the test of the query plans reads it. */
  statements(): string[];
}

/** SQLite looks into a parameter that stands alone behind LIMIT, and so parses the statement anew at every run; a sum it leaves alone. */
const BARE_LIMIT = /\blimit \?\d*/g;

/** What the parts of a store prepare; parts that ask the same share the statement. */
export function createStatements(db: DatabaseSync): Statements {
  const statements = new Map<string, StatementSync>();

  function prepare(sql: string): StatementSync {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const prepared = db.prepare(sql.replace(BARE_LIMIT, "$& + 0"));
    statements.set(sql, prepared);
    return prepared;
  }

  return {
    define: (name, work) => db.function(name, work),
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
  };
}
