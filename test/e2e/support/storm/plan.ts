import { createRandom, type Random } from "../../../../src/simulator/random.ts";

/** How much happens, and to whom. Everything else is drawn from the seed. */
export interface StormPlan {
  seed: string;
  /** Messages of contacts, over both workspaces. */
  messages: number;
  contacts: number;
  stormMs: number;
  redisFlushes: number;
  redisKills: number;
  /** Times that a worker stands still for longer than its locks last. */
  zombies: number;
  random: Random;
}

/** `VENTANA_FULL=1` takes ten times as much of everything; `VENTANA_STORM_SEED` repeats a schedule. */
export function planStorm(environment: NodeJS.ProcessEnv): StormPlan {
  const scale = environment["VENTANA_FULL"] === "1" ? 10 : 1;
  const seed = environment["VENTANA_STORM_SEED"] ?? Math.random().toString(36).slice(2, 10);
  return {
    seed,
    messages: 5_000 * scale,
    contacts: 300 * scale,
    stormMs: 45_000 * scale,
    redisFlushes: 4 * scale,
    redisKills: 3 * scale,
    zombies: scale,
    random: createRandom(seed),
  };
}

/** Windows of the test's lines: 20 seconds for WhatsApp's 24 hours. */
export const WINDOW_MS = 20_000;
export const CLOSING_LEAD_MS = 5_000;

/** Locks last 10 s (`WORKER_TUNING`); a zombie wakes up when its jobs have long been given to somebody else. */
export const ZOMBIE_MS = 13_000;

/** Kills of each process that a storm must have. */
export const KILLS_OF_EACH_MIN = 3;

/** Two tenants that share contacts, each with a line, an endpoint and a token of its own. */
export const TENANTS = [
  { id: "default", line: "100000000000001", waba: "200000000000001", phone: "525550000001" },
  { id: "globex", line: "100000000000002", waba: "200000000000002", phone: "525550000002" },
] as const;
export type TenantId = (typeof TENANTS)[number]["id"];

/** Stands in every text that people write: no log may hold it. */
export const TEXT_CANARY = "canario-amarillo";
