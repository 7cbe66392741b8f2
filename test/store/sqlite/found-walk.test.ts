import { describe, expect, it } from "vitest";
import { unfiltered } from "../../../src/domain/conversation/conversation-filter.ts";
import { connect } from "../../../src/store/sqlite/connection.ts";
import {
  createConversationRuns,
  NEWEST,
} from "../../../src/store/sqlite/conversations/conversation-runs.ts";
import { createFoundWalk, foundOf } from "../../../src/store/sqlite/conversations/found-walk.ts";
import { byNewest } from "../../../src/store/sqlite/conversations/list-indexes.ts";
import { ACME, LINE, SECOND_LINE, aLine } from "../../support/builders.ts";
import { createRandom } from "../contract/list-filters.ts";
import { openWithDatabase, otherConnection } from "./setup.ts";

const EVERYBODY = unfiltered({ kind: "all" });
const START = { at: NEWEST, id: "" };
const LONG_AGO = Date.UTC(2019, 0, 1);
const DAY_MS = 86_400_000;
const NO_END = Number.MAX_SAFE_INTEGER;

/** A list of 600: a quiet year on one line, then a minute in which half of all came, many at the same time. */
async function aLongList() {
  const { path, store } = await openWithDatabase();
  await store.putLine(aLine({ id: SECOND_LINE }));
  const db = otherConnection(path);
  const connection = connect(db, path);
  const put = connection.statement(
    `insert into conversations (pk, workspace, id, line, contact, version, bucket, owner, last_activity_at, contact_number)
     values (?, ?, ?, ?, ?, 1, ?, ?, ?, ?)`,
  );
  const random = createRandom(5);
  const rows = Array.from({ length: 600 }, (_, index) => {
    const at =
      index < 300
        ? LONG_AGO + Math.floor(random() * 365) * DAY_MS
        : LONG_AGO + 366 * DAY_MS + Math.floor(random() * 60) * 1_000;
    const isOwned = random() < 0.5;
    return {
      pk: index + 1,
      at,
      id: `c${Math.floor(random() * 1e9)}`,
      contact: random() < 0.05 ? null : 1 + Math.floor(random() * 500),
      line: index < 300 || random() < 0.5 ? LINE : SECOND_LINE,
      bucket: Math.floor(random() * 4) * 4 + (isOwned ? 1 : 0),
      owner: isOwned ? `user-${Math.floor(random() * 3)}` : null,
    };
  });
  db.exec("begin");
  for (const { pk, id, line, bucket, owner, at, contact } of rows) {
    put.run(pk, ACME, id, line, `contact-${contact}`, bucket, owner, at, contact);
  }
  db.exec("commit");
  return {
    rows: rows.toSorted(byNewest),
    walk: createFoundWalk(connection),
    runsOf: createConversationRuns(connection),
  };
}

describe("going through the list for people who were found", () => {
  it.each([
    ["every tenth", Array.from({ length: 50 }, (_, index) => 1 + index * 10)],
    ["nearly everybody", Array.from({ length: 480 }, (_, index) => 1 + index)],
    ["two", [17, 499]],
    ["nobody", []],
  ])("comes upon the conversations of %s in their order, page by page", async (_, numbers) => {
    const { rows, walk, runsOf } = await aLongList();
    const found = foundOf(numbers);
    for (const filter of [
      EVERYBODY,
      { ...EVERYBODY, lineIds: [SECOND_LINE] },
      { ...EVERYBODY, owners: { ids: ["user-1"], unassigned: false } },
      { ...EVERYBODY, from: LONG_AGO + 200 * DAY_MS },
      { ...EVERYBODY, until: LONG_AGO + 200 * DAY_MS },
    ]) {
      const expected = rows.filter(
        ({ contact, line, owner, at }) =>
          contact !== null &&
          numbers.includes(contact) &&
          (filter.lineIds?.includes(line) ?? true) &&
          (filter.owners?.ids.includes(owner ?? "") ?? true) &&
          (filter.from === null || at >= filter.from) &&
          (filter.until === null || at < filter.until),
      );
      const ids: string[] = [];
      for (let from = START; ;) {
        const runs = runsOf(ACME, filter, from.at);
        const page = walk(runs, found, { from, count: 7, lookedMax: NO_END }) ?? [];
        ids.push(...page.map(({ id }) => id));
        const last = page.at(-1);
        if (last === undefined) break;
        from = last;
      }
      expect(ids).toEqual(expected.map(({ id }) => id));
    }
  });

  it("is given up when they are not among the newest of the list", async () => {
    const { rows, walk, runsOf } = await aLongList();
    const oldest = rows.findLast(({ contact }) => contact !== null)?.contact ?? 0;
    const runs = runsOf(ACME, EVERYBODY);
    const asked = { from: START, count: 600, lookedMax: 50 };
    expect(walk(runs, foundOf([oldest]), asked)).toBeNull();
  });
});
