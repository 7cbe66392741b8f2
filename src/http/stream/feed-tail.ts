import type { Clock } from "../../clock.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { Log } from "../../log.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import type { Pause } from "../deps.ts";
import { Bell } from "./bell.ts";
import { readPage, type FeedReader, type Page } from "./page.ts";
import type { Subscription } from "./subscription.ts";
import { PageText } from "./telling.ts";

/** After a page, a moment for more to come: a hundred commits a second are then fifty pages, not a hundred. */
const REST_MS_MIN = 15;
/** And longer after a page that took long to tell, so that the process has two thirds of its time for other things. */
const REST_SHARE = 2;

export interface FeedTailOptions {
  store: FeedReader;
  clock: Clock;
  log: Log;
  workspaceId: WorkspaceId;
  pollMs: number;
  pause: Pause;
  /** Told of every page that subscribers were told. */
  onTold: (page: Page) => void;
  /** This one does not read fast enough, was not told the last page, and is out. */
  onBehind: (subscription: Subscription) => void;
  /** Nobody listens any more. */
  onEmpty: () => void;
}

/**
 * The end of one workspace's feed, read once for everybody in this process who listens: when it is rung, and otherwise a few times a
 * second. A subscription joins when it has caught up, and gets every page from then on.
 */
export class FeedTail {
  readonly #options: FeedTailOptions;
  readonly #bell = new Bell();
  readonly #listeners = new Set<Subscription>();
  #readUpTo: number;
  #isFailing = false;

  /** `after`: the place that the first subscription has reached. */
  constructor(options: FeedTailOptions, after: number) {
    this.#options = options;
    this.#readUpTo = after;
    void this.#run();
  }

  /** Lets a subscription in that has been told everything up to here; false: there is more to tell it first. */
  join(subscription: Subscription): boolean {
    if (subscription.toldUpTo < this.#readUpTo) return false;
    this.#listeners.add(subscription);
    return true;
  }

  leave(subscription: Subscription): void {
    this.#listeners.delete(subscription);
    if (this.#listeners.size > 0) return;
    this.#options.onEmpty();
    this.#bell.ring();
  }

  ring(): void {
    this.#bell.ring();
  }

  async #run(): Promise<void> {
    const { pollMs, pause } = this.#options;
    // The one who opened it joins at once.
    await Promise.resolve();
    while (this.#listeners.size > 0) {
      const toldMs = await this.#turn();
      if (toldMs === null) await this.#bell.wait(pollMs);
      else await pause(Math.max(REST_MS_MIN, REST_SHARE * toldMs));
    }
  }

  /** Reads on and tells. Returns the milliseconds that the telling took; null when there was nothing. */
  async #turn(): Promise<number | null> {
    const { store, clock, log, workspaceId, onTold, onBehind } = this.#options;
    try {
      const page = await readPage(store, { workspaceId, after: this.#readUpTo, types: null });
      if (page.events.length === 0) return null;
      // From here on in one go, or somebody who joins meanwhile would miss this page.
      const startedAt = clock.now();
      const text = new PageText(page, startedAt);
      for (const listener of this.#listeners) {
        if (listener.tell(text)) continue;
        this.leave(listener);
        onBehind(listener);
      }
      this.#readUpTo = page.upTo;
      this.#isFailing = false;
      onTold(page);
      return clock.now() - startedAt;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError) && !this.#isFailing) {
        this.#isFailing = true;
        log.error({ err: error, workspaceId }, "live streams could not be told what happened");
      }
      return null;
    }
  }
}
