import { describe, expect, it } from "vitest";
import type { ConversationFilter } from "../../../../src/domain/conversation/conversation-filter.ts";
import { INDEXES } from "../../../../src/store/mongo/schema/indexes.ts";
import { LIST_ORDER, listQueryOf } from "../../../../src/store/mongo/conversations/list-query.ts";
import { ACME, T0 } from "../../../support/builders.ts";
import { WHOLE_LIST } from "../../../support/whole-list.ts";

/** Ranges of an index that the server merges in order instead of sorting (`internalQueryMaxScansToExplode`). */
const RANGES_MAX = 200;

const users = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);

/** One of each member's shapes in every combination. */
const SHAPES: ConversationFilter[] = ([null, "vip"] as const).flatMap((tag) =>
  [null, ["1"], ["1", "2", "3"]].flatMap((lineIds) =>
    [
      null,
      { ids: ["u1"], unassigned: false },
      { ids: [], unassigned: true },
      { ids: users(11), unassigned: true },
      { ids: users(25), unassigned: false },
    ].flatMap((owners) =>
      (["open", "closed", "all"] as const).flatMap((status) =>
        [null, true].flatMap((unread) =>
          [null, T0].map((from) => ({ ...WHOLE_LIST, tag, lineIds, owners, status, unread, from })),
        ),
      ),
    ),
  ),
);

/** How many values a query asks of a member; 0 when it does not ask by equality. */
function valuesOf(query: Record<string, unknown>, member: string): number {
  const asked = query[member];
  if (typeof asked === "string") return 1;
  const among = (asked as { $in?: unknown[] } | undefined)?.$in;
  return among?.length ?? 0;
}

/** Whether an index gives a query's answers in the order of the list, and what it is asked by. */
function fits(key: Readonly<Record<string, number>>, query: Record<string, unknown>) {
  const members = Object.keys(key);
  const asked = members.slice(0, members.indexOf("lastActivityAt"));
  const order = Object.fromEntries(Object.entries(key).slice(asked.length));
  const ranges = asked.reduce((product, member) => product * valuesOf(query, member), 1);
  const inOrder = JSON.stringify(order) === JSON.stringify(LIST_ORDER);
  return { asked, isFit: inOrder && ranges > 0 && ranges <= RANGES_MAX };
}

describe("every shape of the list's query", () => {
  it("has an index that gives its answers in order, by tag, by owner and by line", () => {
    const without = SHAPES.flatMap((filter) => {
      const query = listQueryOf(ACME, filter) as Record<string, unknown>;
      const indexes = INDEXES.filter(({ collection }) => collection === "conversations")
        .filter(({ key }) => "lastActivityAt" in key)
        .map(({ key }) => fits(key, query))
        .filter(({ isFit }) => isFit);
      const wanted = [
        filter.tag === null ? [] : ["tags"],
        filter.owners === null ? [] : ["owner"],
        filter.lineIds === null ? [] : ["line"],
      ].flat();
      const missing = ["bucket", ...wanted].filter(
        (member) => !indexes.some(({ asked }) => asked.includes(member)),
      );
      return missing.length === 0 ? [] : [{ filter, missing }];
    });
    expect(SHAPES).toHaveLength(360);
    expect(without).toEqual([]);
  });

  it("looks only where an owner is, or where none is, when that is known", () => {
    const among = (owners: ConversationFilter["owners"]) =>
      valuesOf(listQueryOf(ACME, { ...WHOLE_LIST, owners }) as never, "bucket");
    expect(among(null)).toBe(16);
    expect(among({ ids: ["u1"], unassigned: false })).toBe(8);
    expect(among({ ids: [], unassigned: true })).toBe(8);
    expect(among({ ids: ["u1"], unassigned: true })).toBe(16);
  });
});
