/** One piece of work that was asked for. Pieces of one key mean the same. */
export interface Errand {
  key: string;
  run: () => Promise<unknown>;
  /** Asks for it elsewhere. */
  pass: () => void;
}

/**
 * Does errands side by side, as many at a time as there are hands, each key by one hand only. What is asked for while its key is worked is
 * done once more afterwards, so that nothing that arrived meanwhile is overlooked; what is asked for while its key waits, waits with it.
 */
export class Desk {
  readonly #hands: number;
  readonly #waitingMax: number;
  readonly #busy = new Set<string>();
  readonly #waiting = new Map<string, Errand>();
  #onIdle: (() => void) | null = null;

  constructor({ hands, waitingMax }: { hands: number; waitingMax: number }) {
    this.#hands = hands;
    this.#waitingMax = waitingMax;
  }

  /** Takes an errand, or passes it on when too many wait already. Its failure is its own affair. */
  take(errand: Errand): void {
    const { key } = errand;
    if (this.#waiting.has(key)) return;
    if (this.#isFree(key)) this.#begin(errand);
    else if (this.#waiting.size < this.#waitingMax) this.#waiting.set(key, errand);
    else errand.pass();
  }

  /** Passes on what waits; resolves when what was begun has ended. */
  close(): Promise<void> {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { pass } of waiting) pass();
    if (this.#busy.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  #isFree(key: string): boolean {
    return this.#busy.size < this.#hands && !this.#busy.has(key);
  }

  #begin({ key, run }: Errand): void {
    this.#busy.add(key);
    const end = (): void => {
      this.#busy.delete(key);
      this.#beginWaiting();
      if (this.#busy.size === 0) this.#onIdle?.();
    };
    run().then(end, end);
  }

  #beginWaiting(): void {
    for (const [key, errand] of this.#waiting) {
      if (this.#busy.size >= this.#hands) return;
      if (this.#busy.has(key)) continue;
      this.#waiting.delete(key);
      this.#begin(errand);
    }
  }
}
