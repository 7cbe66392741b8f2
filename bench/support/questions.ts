import { z } from "zod";
import { listFilterShape, filterOf } from "../../src/http/list/list-filter.ts";
import type { ConversationFilter } from "../../src/domain/conversation/conversation-filter.ts";
import { AGENTS, FIRST_NAMES, LAST_NAMES, oneOf, skewed, TAGS } from "./inbox.ts";
import { LINE } from "./line.ts";
import { FAR_AWAY, LINES } from "./million.ts";

/** What a client asks of the list or the count, in the words of the API. */
export type Question = Record<string, string>;

type Draw = () => number;

const DAY_MS = 86_400_000;
const LINE_IDS = Array.from({ length: LINES }, (_, at) => LINE.phoneNumberId.slice(0, -1) + at);

/** Filters as people combine them, and as they do not: each of the eight is there three times in ten or so, whatever the others are. */
export function anyFilters(draw: Draw): Question {
  const some = (share: number, question: () => Question): Question =>
    draw() < share ? question() : {};
  const from = FAR_AWAY + draw() * DAY_MS;
  return {
    ...some(0.5, () => ({ status: draw() < 0.6 ? "open" : "closed" })),
    ...some(0.3, () => ({ unread: draw() < 0.7 ? "true" : "false" })),
    ...some(0.4, () => ({ owner: anOwner(draw) })),
    ...some(0.3, () => ({ line: several(2, () => oneOf(LINE_IDS, draw), draw) })),
    ...some(0.2, () => ({ state: oneOf(["open", "reassigned", "open,closed"], draw) })),
    ...some(0.3, () => ({ tag: oneOf(TAGS, draw, skewed) })),
    ...some(0.3, () => ({ from: new Date(from).toISOString() })),
    ...some(0.3, () => ({ to: new Date(from + draw() * DAY_MS).toISOString() })),
  };
}

/** Names, parts of names down to one letter, numbers and parts of them, and people who are not there. */
export function anySearch(draw: Draw): Question {
  const [first, last] = [oneOf(FIRST_NAMES, draw), oneOf(LAST_NAMES, draw)];
  const texts = [
    first,
    last,
    `${first} ${last}`,
    `${last.slice(0, 3)} ${first.slice(0, 2)}`,
    first.slice(0, 2),
    first.slice(0, 1),
    `${first} nobody`,
    String(Math.floor(draw() * 1e6)).padStart(7, "0"),
    String(1_000 + Math.floor(draw() * 9_000)),
    String(100_000 + Math.floor(draw() * 9e5)),
  ];
  return { q: oneOf(texts, draw) };
}

/** The same question as the store gets it. */
export function asFilter(question: Question): ConversationFilter {
  const input = z.strictObject(listFilterShape).parse(question);
  return filterOf(input, { userId: "", visibility: { kind: "all" }, now: FAR_AWAY });
}

function anOwner(draw: Draw): string {
  const one = () => oneOf(AGENTS, draw, skewed);
  return draw() < 0.3 ? "unassigned" : draw() < 0.8 ? one() : `${one()},${one()},unassigned`;
}

function several(most: number, one: () => string, draw: Draw): string {
  return Array.from({ length: 1 + Math.floor(draw() * most) }, one).join(",");
}
