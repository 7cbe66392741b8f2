import type { Ids } from "../../src/ids.ts";
import { createRandom, type Random } from "../../src/simulator/random.ts";
import { drawFaults } from "./core/faults.ts";
import type { World } from "./core/life.ts";
import { createScheduler } from "./core/scheduler.ts";
import { createTrace } from "./core/trace.ts";
import { createVerdict, type Verdict } from "./invariants/violation.ts";
import { hasFlows } from "./flows/which-seeds.ts";
import { createLedger, type Ledger } from "./outside/ledger.ts";

const HOUR = 3_600_000;

/** Faults and people last so long; then comes the calm, for as long as anything is left to do. */
export const STORM_MS = 72 * HOUR;
/**
 * The calm must come to an end by itself within this time: WhatsApp's longest retry wait (24 h), the window after it (24 h), auto-close
 * (30 h), and the customers' retry schedule (27.6 h and a fifth) stand one after the other at worst.
 */
export const CALM_MS_MAX = 120 * HOUR;

/** What everything in a run shares: virtual time, chance, faults, and the notes of what happened. */
export interface Universe {
  world: World;
  startAt: number;
  /** Whether the workspaces have flows. */
  hasFlows: boolean;
  /** An independent stream of draws for one part: what one part draws must not shift what another one does. */
  fork(part: string): Random;
  ids: Ids;
  ledger: Ledger;
  verdict: Verdict;
}

export function createUniverse(seed: number, print?: (line: string) => void): Universe {
  const random = createRandom(seed);
  const fork = (part: string): Random => random.fork(part);
  const startAt = Date.UTC(2026, 9, 5) + fork("start").int(0, 24 * HOUR);
  const scheduler = createScheduler(startAt, fork("ties"));
  const trace = createTrace({ now: scheduler.now, startAt }, print);
  return {
    world: { scheduler, trace, faults: drawFaults(fork("faults")), chance: fork("chance") },
    startAt,
    hasFlows: hasFlows(seed),
    fork,
    ids: createIds(fork("ids")),
    ledger: createLedger(),
    verdict: createVerdict(),
  };
}

function createIds(random: Random): Ids {
  const character = (): string => "0123456789abcdefghijklmnopqrstuv"[random.int(0, 31)] ?? "0";
  return {
    next: (prefix) => `${prefix}_${Array.from({ length: 20 }, character).join("")}`,
    bytes: (length) => Uint8Array.from({ length }, () => random.int(0, 255)),
  };
}
