import type { ConversationFilter } from "../../../src/domain/conversation/conversation-filter.ts";
import { searchTermsOf } from "../../../src/domain/conversation/search.ts";
import { LINE, SECOND_LINE, T0 } from "../../support/builders.ts";

/** Any filter, of parts that are picked. */
export function aFilter(pick: <T>(from: readonly T[]) => T): ConversationFilter {
  const searches = [
    null,
    null,
    "a",
    "an",
    "jos",
    "pierre",
    "łuk",
    "ан",
    "李",
    "o'b",
    "2024",
    "5511",
    "ruiz",
    "jo ru",
    "nu",
    "acme",
    "ann.",
    "5255",
  ];
  const text = pick(searches);
  return {
    visibility: pick([
      { kind: "all" },
      { kind: "all" },
      { kind: "limited", ownerIds: ["user-1"], unassigned: false },
      { kind: "limited", ownerIds: ["user-2", "user-3"], unassigned: true },
    ]),
    status: pick(["open", "closed", "all", "all"]),
    lineIds: pick([null, null, [LINE], [SECOND_LINE], [LINE, SECOND_LINE], ["nowhere"]]),
    owners: pick([
      null,
      { ids: ["user-1"], unassigned: false },
      { ids: ["user-1", "user-3", "user-1"], unassigned: true },
      { ids: [], unassigned: true },
    ]),
    states: pick([null, null, ["open"], ["window-expired", "closed"], ["reassigned"]]),
    unread: pick([null, null, true, false]),
    from: pick([null, null, T0 + 5]),
    until: pick([null, null, T0 + 12]),
    tag: pick([null, null, null, "vip", "new"]),
    search: text === null ? null : searchTermsOf(text),
  };
}

/** Mulberry32: the same sequence in every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
