import type { DatabaseSync } from "node:sqlite";

/** How the `i`-th copy differs from its template row. */
export interface CloneRules {
  /** Text to be replaced, and an SQL expression of `i` for what comes in its place; in order. */
  texts: readonly (readonly [found: string, sql: string])[];
  /** Integers in [from, to) are times: `sql` is added to them. */
  times: { from: number; to: number; sql: string };
}

/** Columns that hold row numbers, with how many rows of their table one copy adds. */
export type Numbering = Record<string, number>;

interface ColumnInfo {
  name: string;
  type: string;
}

/**
 * Copies the template rows of a table for every `i` in `wanted`, within SQLite: a million rows take seconds, and whatever columns the schema
 * has come along. The rows must stand in `temp.<table>` (see `keepTemplate`).
 */
export function cloneRows(
  db: DatabaseSync,
  table: string,
  options: { rules: CloneRules; numbering: Numbering; wanted: string; from: number; to: number },
): void {
  const { rules, numbering, wanted, from, to } = options;
  const columns = columnsOf(db, table);
  const values = columns.map((column) =>
    valueOf(column, rulesOf(db, table, column, rules), numbering),
  );
  const ordered = columns.find(({ name }) => name in numbering)?.name ?? columns[0]?.name;
  db.exec(
    `insert into main.${table} (${columns.map(({ name }) => name).join(", ")})
     with recursive numbers (i) as (
       select ${from} union all select i + 1 from numbers where i + 1 < ${to}
     )
     select ${values.join(", ")} from numbers cross join temp.${table} t where ${wanted} order by i, t.${ordered}`,
  );
}

/** Sets the rows of a table aside as the template of its copies. */
export function keepTemplate(db: DatabaseSync, table: string, where = "true"): number {
  db.exec(`drop table if exists temp.${table}`);
  db.exec(`create temp table ${table} as select * from main.${table} where ${where}`);
  return Number(db.prepare(`select count(*) as n from temp.${table}`).get()?.["n"]);
}

function columnsOf(db: DatabaseSync, table: string): ColumnInfo[] {
  const rows = db.prepare("select name, type from pragma_table_info(?)").all(table);
  return rows.map((row) => ({ name: String(row["name"]), type: String(row["type"]) }));
}

/** Only the replacements that have something to replace in this column: each costs a pass over every copy. */
function rulesOf(
  db: DatabaseSync,
  table: string,
  { name }: ColumnInfo,
  { texts, times }: CloneRules,
): CloneRules {
  const holds = db.prepare(`select 1 from temp.${table} where instr(${name}, ?) limit 1`);
  return { texts: texts.filter(([found]) => holds.get(found) !== undefined), times };
}

function valueOf({ name, type }: ColumnInfo, rules: CloneRules, numbering: Numbering): string {
  const column = `t.${name}`;
  if (name in numbering) return `${column} + i * ${numbering[name]}`;
  if (type === "TEXT") {
    return rules.texts.reduce((sql, [found, by]) => `replace(${sql}, '${found}', ${by})`, column);
  }
  const { from, to, sql } = rules.times;
  return `case when ${column} >= ${from} and ${column} < ${to} then ${column} + ${sql} else ${column} end`;
}
