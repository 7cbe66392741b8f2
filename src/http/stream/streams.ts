import type { ServerResponse } from "node:http";
import type { Registry } from "prom-client";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { FeedHints } from "../../queues/feed-hints.ts";
import type { Pause } from "../deps.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";
import { catchUp } from "./catch-up.ts";
import { recheck, type Credentials } from "./credentials.ts";
import { createStreamFigures, type StreamFigures } from "./figures.ts";
import type { FeedReader, Page } from "./page.ts";
import type { StreamSettings } from "./settings.ts";
import { Subscription, type Ended, type Subscriber } from "./subscription.ts";
import { Tails } from "./tails.ts";

export interface StreamsDeps {
  store: FeedReader;
  clock: Clock;
  log: Log;
  pause: Pause;
  feedHints: Pick<FeedHints, "listen">;
  metrics: Registry;
  settings: StreamSettings;
}

/** All live streams of this process: how many there may be, what keeps them going, and their end. */
export class Streams {
  readonly #deps: StreamsDeps;
  readonly #tails: Tails;
  readonly #figures: StreamFigures;
  readonly #opened = new Map<Subscription, Credentials>();
  #stopHints: (() => void) | null = null;
  #clocks: NodeJS.Timeout[] = [];
  #isStopping = false;

  constructor(deps: StreamsDeps) {
    this.#deps = deps;
    const { store, clock, log, pause, settings } = deps;
    const onTold = (page: Page): void => this.#observe(page);
    const onBehind = (subscription: Subscription): void => this.follow(subscription);
    const { pollMs } = settings;
    this.#tails = new Tails({ store, clock, log, pause, pollMs, onTold, onBehind });
    this.#figures = createStreamFigures(deps.metrics, () => this.#opened.size);
  }

  /** Why one more of this user cannot be opened now; null when it can. */
  refusal({ workspaceId, userId }: Pick<Subscriber, "workspaceId" | "userId">): ProblemCode | null {
    const { max, perUserMax } = this.#deps.settings;
    if (this.#isStopping) return "server.busy";
    if (this.#opened.size >= max) return "stream.too_many";
    let ofUser = 0;
    for (const { subscriber } of this.#opened.keys()) {
      if (subscriber.userId === userId && subscriber.workspaceId === workspaceId) ofUser += 1;
    }
    return ofUser >= perUserMax ? "stream.too_many_of_user" : null;
  }

  /** Opens a stream that begins behind `after`. The caller has written the head of the response, and tells how it starts. */
  open(
    subscriber: Subscriber,
    options: { response: ServerResponse; after: number; credentials: Credentials },
  ): Subscription {
    const { response, after, credentials } = options;
    const limits = this.#deps.settings;
    const onEnded = (how: Ended): void => this.#forget(subscription, how);
    const subscription = new Subscription(subscriber, { response, after, limits, onEnded });
    this.#opened.set(subscription, credentials);
    if (this.#opened.size === 1) this.#wind();
    return subscription;
  }

  /** Tells it everything from its place on, until it ends. */
  follow(subscription: Subscription): void {
    const { store, clock, pause, log } = this.#deps;
    const { workspaceId } = subscription.subscriber;
    catchUp(subscription, { store, clock, pause, tails: this.#tails }).catch((error: unknown) => {
      log.error({ err: error, workspaceId }, "a live stream could not catch up");
      subscription.end("server.error");
    });
  }

  /** No more streams, and an end to those that are open. */
  stop(): void {
    this.#isStopping = true;
    for (const subscription of this.#opened.keys()) subscription.end("stream.stopping");
    this.#stopHints?.();
  }

  /** Starts what open streams need; it stops with the last of them. */
  #wind(): void {
    const { settings, clock, feedHints, log } = this.#deps;
    this.#stopHints ??= feedHints.listen((workspaceId) => this.#tails.ring(workspaceId));
    const beat = (): void => {
      const now = clock.now();
      for (const subscription of this.#opened.keys()) subscription.beat(now);
    };
    let isAsking = false;
    const ask = (): void => {
      if (isAsking) return;
      isAsking = true;
      recheck(this.#opened)
        .catch((err: unknown) => log.error({ err }, "tokens of live streams could not be checked"))
        .finally(() => (isAsking = false));
    };
    this.#clocks = [setInterval(beat, settings.heartbeatMs), setInterval(ask, settings.recheckMs)];
  }

  #forget(subscription: Subscription, how: Ended): void {
    this.#opened.delete(subscription);
    this.#tails.leave(subscription);
    this.#figures.ended.inc({ how });
    if (this.#opened.size > 0) return;
    for (const clock of this.#clocks.splice(0)) clearInterval(clock);
  }

  #observe({ events }: Page): void {
    const now = this.#deps.clock.now();
    for (const { event } of events) {
      this.#figures.lagSeconds.observe(Math.max(0, now - event.recordedAt) / 1_000);
    }
  }
}
