import fc from "fast-check";
import type { Command } from "../../../src/domain/conversation/commands.ts";
import type { TimerName } from "../../../src/domain/conversation/conversation.ts";
import type { EventType } from "../../../src/domain/events.ts";
import type { InboundItem } from "../../../src/domain/intake/inbound.ts";
import type { Outcome } from "../../../src/domain/intake/intake.ts";
import { itemArbitrary } from "./items.ts";

/**
 * One call on a store, or a few that belong together. Whatever exists only at run time (conversations, deliveries, parked
 * items) is named by a number that is taken modulo how many there are, so that any sequence makes sense and shrinks well.
 */
export type Operation =
  | { do: "wait"; ms: number }
  /** Takes a webhook, and mostly lets workers deal with it at once. */
  | { do: "accept"; items: InboundItem[]; work: Turn | null }
  | { do: "submit"; conversation: number; foreign: boolean; key: string; command: Command }
  /** Loads a mailbox, and commits at once or keeps it for a later, perhaps stale commit. */
  | { do: "load"; conversation: number; maxEntries: number; commit: Turn | null }
  | { do: "commitStale"; load: number; commit: Turn }
  /** Loads and commits every conversation that waits, as workers do. */
  | { do: "work"; commit: Turn }
  | { do: "find"; before: number; ahead: number; limit: number }
  | { do: "events"; foreign: boolean; after: number; limit: number; types: EventType[] | null }
  | { do: "relay"; foreign: boolean; limit: number }
  | {
      do: "claim";
      endpoint: number;
      relay: boolean;
      foreign: boolean;
      leaseMs: number;
      limit: number;
    }
  | {
      do: "settle";
      claim: number;
      how: "delivered" | "pending" | "dead";
      health: boolean;
      disable: boolean;
    }
  | { do: "replay"; endpoint: number; event: number | null; from: number; to: number }
  | {
      do: "putEndpoint";
      endpoint: number;
      foreign: boolean;
      enabled: boolean;
      type: EventType | "*";
      behind: number;
    }
  | { do: "deleteEndpoint"; endpoint: number; foreign: boolean }
  | { do: "putLine"; line: number; foreign: boolean; windowMs: number }
  | { do: "putUser"; user: number; name: string; token: boolean }
  | { do: "revoke"; user: number }
  | { do: "settleParked"; item: number; foreign: boolean }
  | {
      do: "flow";
      flow: number;
      foreign: boolean;
      how: "edit" | "switch" | "delete";
      live: boolean;
      late: boolean;
    }
  | { do: "claimEffects"; leaseMs: number; limit: number }
  | { do: "endEffect"; effect: number; retry: boolean }
  | { do: "takeTurn"; effect: number; from: number }
  | {
      do: "list";
      status: "open" | "closed" | "all";
      line: number | null;
      limit: number;
      pages: number;
    };

/** How a commit differs from the plain one. */
export interface Turn {
  /** Deadlines, in milliseconds from the time of the commit; null takes one away. */
  timers: Partial<Record<TimerName, number | null>>;
  /** A deadline that fires in the same commit. */
  fires: boolean;
  /** Replaces the outcomes. */
  outcome: Outcome | null;
  owner: number | null;
  listed: boolean;
  /** Whether automations took part in it. */
  automated: boolean;
}

const TYPES = ["message.received", "conversation.closed", "window.expired"] as const;
const small = fc.nat({ max: 7 });
/** One of three endpoints; the first exists from the beginning, and is the one mostly meant. */
const endpoint = fc.constantFrom(0, 0, 0, 0, 1, 2);
const seldom = fc.nat({ max: 7 }).map((value) => value === 7);
const ahead = fc.option(fc.constantFrom(0, 1, 60_000, 3_600_000), { nil: null });

const command: fc.Arbitrary<Command> = fc.constantFrom<Command>(
  { name: "close", description: "done", reasonCode: null, handOverTo: null, rearm: true },
  { name: "reopen" },
  { name: "assign", target: { kind: "nobody" }, markUnread: true },
);

const outcome: fc.Arbitrary<Outcome> = fc.constantFrom<Outcome>(
  { kind: "known" },
  { kind: "held" },
  { kind: "refused", code: "conversation.already_open" },
);

const turn: fc.Arbitrary<Turn> = fc.record({
  timers: fc.record({ windowExpired: ahead, pickup: ahead }, { requiredKeys: [] }),
  fires: seldom,
  outcome: fc.option(outcome, { nil: null, freq: 2 }),
  owner: fc.option(fc.nat({ max: 2 }), { nil: null }),
  listed: seldom.map((value) => !value),
  automated: fc.boolean(),
});

const type = fc.constantFrom<EventType>(...TYPES);
const subscription = fc.constantFrom<EventType | "*">("*", ...TYPES);

type Of<Word extends Operation["do"]> = Extract<Operation, { do: Word }>;

/** How often an operation comes relative to the others, and what it is made of. */
function often<Word extends Operation["do"]>(
  weight: number,
  word: Word,
  members: { [Name in Exclude<keyof Of<Word>, "do">]: fc.Arbitrary<Of<Word>[Name]> },
): fc.WeightedArbitrary<Operation> {
  // The members are those of this very word; the compiler cannot see that they make it whole.
  const arbitrary = fc.record({ do: fc.constant(word), ...members }) as fc.Arbitrary<unknown>;
  return { weight, arbitrary: arbitrary as fc.Arbitrary<Operation> };
}

/** Null once in `every` times. */
const nullable = <T>(of: fc.Arbitrary<T>, every = 3) => fc.option(of, { nil: null, freq: every });

const KINDS: fc.WeightedArbitrary<Operation>[] = [
  often(3, "wait", { ms: fc.constantFrom(1, 1_000, 5_000, 60_000, 90_000_000) }),
  often(10, "accept", {
    items: fc.array(itemArbitrary, { minLength: 1, maxLength: 4 }),
    work: nullable(turn, 4),
  }),
  often(2, "submit", {
    conversation: small,
    foreign: seldom,
    key: fc.constantFrom("k1", "k2", "k3", "k4"),
    command,
  }),
  often(4, "load", {
    conversation: small,
    maxEntries: fc.constantFrom(1, 3, 100),
    commit: nullable(turn, 3),
  }),
  often(2, "commitStale", { load: small, commit: turn }),
  often(2, "work", { commit: turn }),
  often(2, "find", {
    before: fc.constantFrom(0, 1_000, 60_000),
    ahead: fc.constantFrom(0, 1_000, 100_000_000),
    limit: fc.constantFrom(0, 1, 100),
  }),
  often(1, "events", {
    foreign: seldom,
    after: small,
    limit: small,
    types: nullable(fc.uniqueArray(type)),
  }),
  often(2, "relay", { foreign: seldom, limit: fc.constantFrom(1, 2, 100, 100) }),
  often(7, "claim", {
    endpoint,
    relay: seldom.map((value) => !value),
    foreign: seldom,
    leaseMs: fc.constantFrom(1, 30_000),
    limit: fc.constantFrom(1, 2, 10),
  }),
  often(7, "settle", {
    claim: small,
    how: fc.constantFrom("delivered", "pending", "dead"),
    health: fc.boolean(),
    disable: seldom,
  }),
  often(2, "replay", { endpoint, event: nullable(small), from: small, to: small }),
  often(2, "putEndpoint", {
    endpoint,
    foreign: seldom,
    enabled: seldom.map((value) => !value),
    type: subscription,
    behind: small,
  }),
  often(1, "deleteEndpoint", { endpoint: fc.nat({ max: 2 }), foreign: seldom }),
  often(1, "putLine", {
    line: fc.nat({ max: 3 }),
    foreign: seldom,
    windowMs: fc.constantFrom(60_000, 86_400_000),
  }),
  often(1, "putUser", {
    user: fc.nat({ max: 2 }),
    name: fc.constantFrom("Uma", "Udo"),
    token: fc.boolean(),
  }),
  often(1, "revoke", { user: fc.nat({ max: 2 }) }),
  often(1, "settleParked", { item: small, foreign: seldom }),
  often(3, "flow", {
    flow: fc.nat({ max: 2 }),
    foreign: seldom,
    how: fc.constantFrom("edit", "switch", "delete"),
    live: fc.boolean(),
    late: seldom,
  }),
  often(3, "claimEffects", {
    leaseMs: fc.constantFrom(1, 30_000),
    limit: fc.constantFrom(0, 100, 100),
  }),
  often(3, "endEffect", { effect: small, retry: fc.boolean() }),
  often(2, "takeTurn", { effect: small, from: fc.nat({ max: 3 }) }),
  often(2, "list", {
    status: fc.constantFrom("open", "closed", "all"),
    line: nullable(fc.nat({ max: 3 })),
    limit: fc.constantFrom(1, 2, 10),
    pages: fc.nat({ max: 3 }),
  }),
];

/** Sequences of up to 50 operations. */
export const operationsArbitrary: fc.Arbitrary<Operation[]> = fc.array(fc.oneof(...KINDS), {
  minLength: 1,
  maxLength: 50,
  size: "max",
});
