import { describe, expect, it } from "vitest";
import { openWithDatabase } from "./setup.ts";

/**
 * Statements that may read a whole table or index, and the one word why: `waiting` and `enabled` are partial indexes that hold only what
 * waits or is enabled, as `next`, `waiting` and `leased` do of sends;
 * `history` is the recursion over one conversation; a workspace has few lines;
 * `effects` are those that have not ended; `workspace_docs` is the operator's list of all there are.
 * `j` is what the caller gave, `t` the tags of one conversation, `counted` and `found` what a limit has cut; `M1` is the inverted index of the search.
 */
const SCANS_ALLOWED = [
  "SCAN entries USING COVERING INDEX entries_waiting_since",
  "SCAN dead_entries USING INDEX dead_entries_waiting",
  "SCAN h",
  "SCAN history",
  "SCAN n USING INDEX endpoints_enabled",
  "SCAN n USING COVERING INDEX endpoints_enabled",
  "SCAN workspaces USING INDEX workspaces_unrelayed",
  "SCAN l USING COVERING INDEX lines_of_workspace",
  "SCAN sends USING COVERING INDEX sends_next",
  "SCAN sends USING COVERING INDEX sends_waiting",
  "SCAN sends USING COVERING INDEX sends_leased",
  "SCAN sends USING COVERING INDEX sends_waiting",
  "SCAN effects USING COVERING INDEX effects_since",
  "SCAN workspaces USING INDEX workspaces_unstarted",
  "SCAN json_each VIRTUAL TABLE INDEX 1:",
  "SCAN j VIRTUAL TABLE INDEX 1:",
  "SCAN workspace_docs",
  "SCAN crashes",
  "SCAN t VIRTUAL TABLE INDEX 1:",
  "SCAN counted",
  "SCAN found",
  "SCAN contact_search VIRTUAL TABLE INDEX 0:M1",
];

/**
 * Sorts of rows that are few by their meaning: a conversation's history, the conversations of few contacts whom a search found, and the
 * contacts of somebody's own conversations, which are gone through at once only up to a limit.
 */
const SORTED_AFTERWARDS = [
  "with recursive history",
  "select c.pk, c.last_activity_at as at, c.id, c.contact_number as contact",
  "select p.number from json_each(?1) j",
];

async function plans(): Promise<{ sql: string; steps: string[] }[]> {
  const { db, connection } = await openWithDatabase();
  return connection.statements().map((sql) => ({
    sql,
    steps: db
      .prepare(`explain query plan ${sql}`)
      .all()
      .map((row) => String(row["detail"])),
  }));
}

describe("the plans of all statements", () => {
  it("scan no table", async () => {
    const found = await plans();
    expect(found.length).toBeGreaterThan(60);
    const scans = found.flatMap(({ sql, steps }) =>
      steps
        .filter((step) => step.startsWith("SCAN") && !SCANS_ALLOWED.includes(step))
        .map((step) => `${step} in ${sql}`),
    );
    expect(scans).toEqual([]);
  });

  it("sort nothing that an index could give in order", async () => {
    const sorts = (await plans())
      .filter(({ steps }) => steps.some((step) => step.includes("TEMP B-TREE")))
      .filter(({ sql }) => !SORTED_AFTERWARDS.some((beginning) => sql.startsWith(beginning)))
      .map(({ sql }) => sql);
    expect(sorts).toEqual([]);
  });
});
