import { setTimeout as sleep } from "node:timers/promises";
import { StoreUnavailableError } from "../store.ts";
import { duplicateOf, isConnectionLost } from "./errors.ts";

/** Attempts at something that others keep getting in front of. With pauses this takes about two seconds. */
const TRIES_MAX = 40;
const PAUSE_MS_MAX = 100;

/**
 * Does something once more when the connection was lost in the middle. For work that may happen twice without harm only.
 * The driver does the same by itself for reads everywhere, and for writes on replica sets; this is for the other servers.
 */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isConnectionLost(error)) throw error;
    return await work();
  }
}

/** An upsert by `_id`. Two that come first at once may make the server answer 11000 to one, which then finds the other's. */
export async function upsert<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await again(work);
  } catch (error) {
    if (duplicateOf(error)?.index !== "_id_") throw error;
    return await again(work);
  }
}

/**
 * Tries until `attempt` gives something else than null, with growing pauses of random length: null says that somebody was
 * faster. Throws `StoreUnavailableError` when it never comes to its turn.
 */
export async function untilDone<T>(attempt: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (tries > 0) await sleep(Math.random() * Math.min(PAUSE_MS_MAX, 2 ** tries));
    const done = await attempt();
    if (done !== null) return done;
  }
  throw new StoreUnavailableError("too many write to the same place at once");
}
