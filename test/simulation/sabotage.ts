import type { Signer } from "../../src/channels/endpoint/sign.ts";
import type { Clock } from "../../src/clock.ts";
import type { acceptWebhook } from "../../src/http/accept-webhook.ts";
import type { Store } from "../../src/store/store.ts";
import type { MemoryStore } from "../support/memory-store/memory-store.ts";
import type { Life, World } from "./core/life.ts";

/**
 * A planted bug: wrappers around the ports and handlers of a run, by which the engine behaves as if it had been written wrongly
 * (reliability.md 3.6). Each lies at the place where the real mistake would be. Nothing of this touches `src`.
 */
export interface Sabotage {
  /** What the programmer did wrong, as a sentence without a full stop. */
  name: string;
  /** Inside the database: still one indivisible step per call. */
  database?: (store: MemoryStore, world: World) => MemoryStore;
  /** The store as a process sees it: each call that the wrapper makes is a scheduling point. */
  store?: (store: Store, process: { life: Life; world: World }) => Store;
  /** The store as the sweep sees it, on top of `store`. */
  sweepStore?: (store: Store) => Store;
  /** The clock by which the workers decide. */
  workerClock?: (clock: Clock, process: { queueSkewMs: number }) => Clock;
  acceptWebhook?: (honest: typeof acceptWebhook) => typeof acceptWebhook;
  sign?: (honest: Signer, world: World) => Signer;
}
