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
const REST_MS = 15;

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
      if (await this.#turn()) await pause(REST_MS);
      else await this.#bell.wait(pollMs);
    }
  }

  /** Reads on and tells. Returns whether there was something. */
  async #turn(): Promise<boolean> {
    const { store, clock, log, workspaceId, onTold, onBehind } = this.#options;
    try {
      const page = await readPage(store, { workspaceId, after: this.#readUpTo, types: null });
      if (page.events.length === 0) return false;
      // From here on in one go, or somebody who joins meanwhile would miss this page.
      const text = new PageText(page, clock.now());
      this.#readUpTo = page.upTo;
      for (const listener of this.#listeners) {
        if (listener.tell(text)) continue;
        this.leave(listener);
        onBehind(listener);
      }
      onTold(page);
      this.#isFailing = false;
      return true;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError) && !this.#isFailing) {
        this.#isFailing = true;
        log.error({ err: error, workspaceId }, "live streams could not be told what happened");
      }
      return false;
    }
  }
}
