import type { Signer } from "../../../src/channels/endpoint/sign.ts";
import type { PostMessage } from "../../../src/channels/whatsapp/graph/messages.ts";
import type { Clock } from "../../../src/clock.ts";
import type { acceptWebhook } from "../../../src/http/intake/accept-webhook.ts";
import type { Store } from "../../../src/store/store.ts";
import type { Handlers } from "../../../src/workers/handlers.ts";
import type { MemoryStore } from "../../support/memory-store/memory-store.ts";
import type { Life, World } from "../core/life.ts";

/**
 * A planted bug: wrappers around the ports and handlers of a run, by which the engine behaves as if it had been written wrongly
 * (reliability.md 3.6). Each lies where the real mistake would be made. Nothing of this touches `src`.
 */
export interface Sabotage {
  /** What the programmer got wrong, in a few words. */
  name: string;
  /** A seed that found it when it was planted; the hunt begins there. Default: 1. */
  from?: number;
  /** From there on, every so many-th seed. Default: 1. */
  step?: number;
  /** Inside the database: still one indivisible step per call. */
  database?: (store: MemoryStore, world: World) => MemoryStore;
  /** What one process does, for the whole of a life. */
  process?: (place: SabotagedProcess) => {
    /** The store as this process sees it: each call that the wrapper makes is a scheduling point. */
    store?: Store;
    /** The store as the sweep sees it; default: `store`. */
    sweepStore?: Store;
    workerClock?: Clock;
    acceptWebhook?: typeof acceptWebhook;
    sign?: Signer;
    graphPost?: PostMessage;
    handlers?: (honest: Handlers) => Handlers;
  };
}

/** The honest parts of a process, to be wrapped. */
export interface SabotagedProcess {
  world: World;
  life: Life;
  store: Store;
  queueSkewMs: number;
  acceptWebhook: typeof acceptWebhook;
  sign: Signer;
  graphPost: PostMessage;
}
