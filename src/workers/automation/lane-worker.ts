import type { Clock } from "../../clock.ts";
import type { Effect, EffectLane } from "../../domain/automation/effect.ts";
import type { Log } from "../../log.ts";
import type { EffectStore } from "../../store/automation-store.ts";

export interface LaneDeps {
  store: Pick<EffectStore, "claimEffects">;
  clock: Clock;
  log: Log;
  stopping?: AbortSignal;
}

export interface LaneOptions {
  lane: EffectLane;
  /** Effects at a time. */
  slots: number;
  /** Carries one out; never rejects. */
  work: (effect: Effect) => Promise<void>;
}

/** Longer than the longest call may take (15 s, `channels/endpoint/client.ts`), with what is read before and written after it. */
const LEASE_MS = 30_000;

/** Claims the due effects of a lane whenever it is woken, and goes on until there are none and nothing is under way. */
export class LaneWorker {
  readonly #deps: LaneDeps;
  readonly #options: LaneOptions;
  readonly #underWay = new Set<Promise<void>>();
  #running: Promise<void> | null = null;
  #isWanted = false;
  #onWake: () => void = () => {};

  constructor(deps: LaneDeps, options: LaneOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** There may be something to do. Returns at once. */
  wake(): void {
    if (this.#isStopping()) return;
    this.#isWanted = true;
    this.#onWake();
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (!this.#isStopping() && (this.#isWanted || this.#underWay.size > 0)) {
        if (this.#isWanted) await this.#claim();
        if (!this.#isWanted || this.#free() === 0) await this.#wait();
      }
    } catch (err) {
      const { lane } = this.#options;
      this.#deps.log.warn({ err, lane }, "Effects could not be claimed; the sweep tries again");
    }
    await Promise.all(this.#underWay);
  }

  async #claim(): Promise<void> {
    const { store, clock } = this.#deps;
    const { lane, work } = this.#options;
    const limit = this.#free();
    if (limit === 0) return;
    this.#isWanted = false;
    const now = clock.now();
    const claimed = await store.claimEffects({ lane, now, leaseMs: LEASE_MS, limit });
    // As many as there was room for: perhaps there are more.
    if (claimed.length === limit) this.#isWanted = true;
    for (const effect of claimed) {
      const done = work(effect).finally(() => this.#underWay.delete(done));
      this.#underWay.add(done);
    }
  }

  /** Until one has ended, or it is woken. */
  async #wait(): Promise<void> {
    if (this.#underWay.size === 0) return;
    const woken = new Promise<void>((resolve) => {
      this.#onWake = resolve;
    });
    await Promise.race([...this.#underWay, ...(this.#free() > 0 ? [woken] : [])]);
  }

  #free(): number {
    return this.#options.slots - this.#underWay.size;
  }

  #isStopping(): boolean {
    return this.#deps.stopping?.aborted === true;
  }
}
