import type { Random } from "../../../src/simulator/random.ts";

/** Faults that may strike any single call or message: the probability of each in an ordinary run. */
const CHANCES = {
  /** The store refuses a call: nothing was written. */
  storeErrorBefore: 0.01,
  /** The store did what was asked, and the answer was lost: the outcome is unknown to the caller. */
  storeErrorAfter: 0.01,
  /** A call takes seconds: longer than anybody expects, and longer than a job's lock. */
  slowCall: 0.004,
  /** The process dies at a call, before or after it took effect. */
  crashBefore: 0.0004,
  crashAfter: 0.0004,
  /** A ring never arrives, comes twice past the deduplication, or a good while later. */
  ringLost: 0.05,
  ringDoubled: 0.04,
  ringLate: 0.04,
  /** A request to the HTTP process is lost, or its answer is, after the work was done. */
  requestLost: 0.02,
  answerLost: 0.03,
  /** Every process dies in the moment in which WhatsApp reads a 200. */
  blackoutAfterAnswer: 0.004,
  /** WhatsApp posts an acknowledged body again, up to three days later. */
  redelivery: 0.04,
  /** WhatsApp posts a body ten times at once. */
  flood: 0.01,
  /** A customer's endpoint misbehaves on one request. */
  endpointFault: 0.15,
  /** WhatsApp misbehaves on one send. */
  graphFault: 0.2,
} as const;

/** Faults that the nemesis plans ahead: how many there are in an ordinary run. */
const COUNTS = {
  crash: 12,
  /** SIGTERM, as in a rolling restart. */
  restart: 4,
  freeze: 6,
  storeOutage: 2,
  redisOutage: 3,
  flushAll: 4,
} as const;

export type ChanceFault = keyof typeof CHANCES;
export type PlannedFault = keyof typeof COUNTS;
export type FaultKind = ChanceFault | PlannedFault;

/** The faults of one run, and how often each struck. */
export interface Faults {
  /** Draws whether this fault strikes now; counts it if so. Never in the calm. */
  strikes(kind: ChanceFault): boolean;
  /** How many of these the nemesis is to plan. */
  planned(kind: PlannedFault): number;
  count(kind: FaultKind): void;
  /** From now on nothing fails any more. */
  end(): void;
  isOver(): boolean;
  counts(): ReadonlyMap<FaultKind, number>;
}

/**
 * Draws how bad the world is. Each fault is left out of a quarter of the runs, because faults hide each other: a bug that needs a lost
 * timer is not seen in a world in which everything is late anyway. One run in sixteen has none at all.
 */
export function drawFaults(random: Random): Faults {
  const isQuiet = random.chance(1 / 16);
  const level = (): number => (isQuiet || random.chance(0.25) ? 0 : random.pick([0.3, 1, 1, 3]));
  const chances = mapValues(CHANCES, (chance) => chance * level());
  const planned = mapValues(COUNTS, (count) => Math.round(count * level() * (0.5 + random.next())));
  const counts = new Map<FaultKind, number>();
  let over = false;
  const count = (kind: FaultKind): void => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  };
  return {
    strikes(kind) {
      if (over || chances[kind] === 0 || !random.chance(chances[kind])) return false;
      count(kind);
      return true;
    },
    planned: (kind) => planned[kind],
    count,
    end: () => {
      over = true;
    },
    isOver: () => over,
    counts: () => counts,
  };
}

function mapValues<K extends string>(
  record: Readonly<Record<K, number>>,
  change: (value: number) => number,
): Record<K, number> {
  const result = {} as Record<K, number>;
  for (const [name, value] of Object.entries<number>(record)) result[name as K] = change(value);
  return result;
}
