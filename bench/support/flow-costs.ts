import { join } from "node:path";
import { makeFlowBook } from "../../src/domain/automation/make-flow-book.ts";
import { NO_FLOWS, type FlowBook } from "../../src/domain/automation/flow-book.ts";
import { advance } from "../../src/machines/advance.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";
import { atMost, type BenchmarkContext, type Figure } from "./benchmark.ts";
import { otherFlows } from "./flows.ts";
import { LINE, storedLine } from "./line.ts";
import { cpuUsSince } from "./cpu.ts";
import { commitGroup, GROUP, mailboxes, NOW } from "./message-groups.ts";

/** CPU of a contact's message with so many flows beside it that it cannot start: of its step alone, and from webhook item to durable commit. */
export async function costOfOthers(context: BenchmarkContext, round: number) {
  const books = [0, 100, 1_000].map((count) =>
    count === 0 ? NO_FLOWS : makeFlowBook("UTC", otherFlows(count, NOW)),
  );
  const store = await openSqliteStore({ path: join(context.dir, `cost-${round}.db`) });
  await store.putLine(storedLine(LINE.phoneNumberId, NOW));
  const steps = await costOfStep(store, books, context.quick ? 5_000 : 20_000);
  const events = await costOfEvent(store, books, context.quick ? 30 : 90);
  await store.close();
  const [none = 0, hundred = 0, thousand = 0] = steps;
  return { none, hundred, thousand, eventBesideNone: events[0]!, eventBesideThousand: events[2]! };
}

/** In turns, so that whatever else the machine does meets all of them. */
async function costOfStep(store: Store, books: readonly FlowBook[], steps: number) {
  const [mailbox] = await mailboxes(store, { run: "cost", first: 0, count: 1, at: NOW });
  const turn = (book: FlowBook) =>
    advance({ ...mailbox!, now: NOW + 1_000, automation: { book, claimed: [] } });
  for (let warm = 0; warm < 30_000; warm++) turn(books[warm % books.length]!);
  const spent = books.map(() => 0);
  const slice = 500;
  for (let done = 0; done < steps; done += slice) {
    for (const [place, book] of books.entries()) {
      const before = process.cpuUsage();
      for (let call = 0; call < slice; call++) turn(book);
      spent[place]! += cpuUsSince(before);
    }
  }
  return spent.map((us) => us / steps);
}

/** The books change places from group to group: what the store does behind one group is paid for by the next. */
async function costOfEvent(store: Store, books: readonly FlowBook[], groups: number) {
  const spent = books.map(() => 0);
  const warm = books.length * 5;
  for (let group = 0; group < warm + groups; group++) {
    const turns = books.map((_, turn) => (group + turn) % books.length);
    for (const place of turns) {
      const before = process.cpuUsage();
      await commitGroup(store, { run: `e${place}`, group, book: books[place]! });
      if (group >= warm) spent[place]! += cpuUsSince(before);
    }
  }
  return spent.map((us) => us / (groups * GROUP));
}

export function costFigures(cost: Awaited<ReturnType<typeof costOfOthers>>): Figure[] {
  const unit = "us CPU";
  const ratio = cost.eventBesideThousand / cost.eventBesideNone;
  return [
    {
      name: "a contact's message without flows, to its durable commit",
      value: cost.eventBesideNone,
      unit,
    },
    { name: "... beside 1,000 flows that it cannot start", value: cost.eventBesideThousand, unit },
    {
      name: "... against none",
      value: ratio,
      unit: "x",
      target: atMost(ratio, 1.2, "<= 1.2 x"),
    },
    { name: "its step alone, without flows", value: cost.none, unit },
    { name: "... beside 100 flows", value: cost.hundred, unit },
    { name: "... beside 1,000 flows", value: cost.thousand, unit },
  ];
}
