import type { Clock } from "./clock.ts";
import { createFaultPlan } from "./cloud-api/faults.ts";
import { createPairLimit, createThroughputLimit, unlimited } from "./cloud-api/limits.ts";
import { createMediaShelf } from "./cloud-api/media.ts";
import { createSendLog } from "./cloud-api/send-log.ts";
import { createTemplateShelf } from "./cloud-api/templates.ts";
import { createTokens } from "./cloud-api/tokens.ts";
import type { ApiRules, World } from "./cloud-api/world.ts";
import { createIdMint } from "./ids.ts";
import type { Update } from "./payloads/update.ts";
import { createPeople } from "./people.ts";
import { createRandom } from "./random.ts";
import { createWindowBook, dayMs } from "./windows.ts";

/** How strict and how slow the fake is. */
export interface WorldOptions {
  /** Length of the customer service window. Default 24 hours; a demo shortens it. */
  windowMs?: number;
  rules?: Partial<ApiRules>;
  /** Default: all of Meta's limits. Load tests switch them off. */
  limits?: {
    pairRate?: boolean;
    /** Messages per second and number, in and out together. Default 80; `Infinity` for none. */
    throughputPerSecond?: number;
  };
}

const defaultRules: ApiRules = {
  windowRefusal: "async",
  sentAfterMs: { min: 200, max: 900 },
  deliveredAfterMs: { min: 200, max: 1_500 },
  readAfterMs: { min: 1_000, max: 8_000 },
  skipDeliveredShare: 0,
};

const standardThroughput = 80;

/** Creates a world without anybody in it. `scope` makes its ids unique, `seed` its chances. */
export function createWorld(
  options: WorldOptions,
  parts: { clock: Clock; seed: number | string; scope: string; emit: (update: Update) => void },
): World {
  const { clock, emit } = parts;
  const random = createRandom(parts.seed);
  const ids = createIdMint(parts.scope);
  const perSecond = options.limits?.throughputPerSecond ?? standardThroughput;
  return {
    clock,
    ids,
    random: random.fork("api"),
    rules: { ...defaultRules, ...options.rules },
    lines: new Map(),
    people: createPeople(),
    contacts: new Map(),
    windows: createWindowBook(options.windowMs ?? dayMs),
    tokens: createTokens(clock),
    media: createMediaShelf(clock, ids),
    templates: createTemplateShelf(),
    sends: createSendLog(),
    faults: createFaultPlan(random.fork("faults")),
    pairLimit: options.limits?.pairRate === false ? unlimited : createPairLimit(),
    throughput: Number.isFinite(perSecond) ? createThroughputLimit(() => perSecond) : unlimited,
    subscribed: new Set(),
    inboundIds: new Set(),
    emit,
  };
}
