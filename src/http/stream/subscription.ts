import type { ServerResponse } from "node:http";
import type { UserId, WorkspaceId } from "../../domain/ids.ts";
import { iso } from "../schemas.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";
import type { StreamStarted } from "../views/stream.ts";
import type { Audience } from "./audience.ts";
import { frameOf, retryFrame } from "./frame.ts";
import type { StreamSettings } from "./settings.ts";
import type { PageText } from "./telling.ts";

/** Why a stream ends, as its last message says it. */
export type Ending = "stream.access_changed" | "stream.stopping" | ProblemCode;

/** How it ended: with a last message, by the reader's hanging up, or given up because the reader did not read. */
export type Ended = "told" | "hung_up" | "too_slow";

/** Somebody slow has this long to read the end. */
const END_MS_MAX = 1_000;

/** Who reads a stream, and what. */
export interface Subscriber {
  workspaceId: WorkspaceId;
  userId: UserId;
  audience: Audience;
}

/**
 * One open stream: what was told to whom, and the connection. It keeps a place of its own in the feed and never tells an event twice, from
 * wherever it comes.
 */
export class Subscription {
  readonly subscriber: Subscriber;
  readonly #response: ServerResponse;
  readonly #limits: Pick<StreamSettings, "waitingBytesMax" | "slowMsMax">;
  readonly #onEnded: (how: Ended) => void;
  #toldUpTo: number;
  #ended = false;

  constructor(
    subscriber: Subscriber,
    options: {
      response: ServerResponse;
      after: number;
      limits: Pick<StreamSettings, "waitingBytesMax" | "slowMsMax">;
      onEnded: (how: Ended) => void;
    },
  ) {
    this.subscriber = subscriber;
    this.#response = options.response;
    this.#limits = options.limits;
    this.#onEnded = options.onEnded;
    this.#toldUpTo = options.after;
    this.#response.on("close", () => this.#end("hung_up"));
    // What could not be written is told by `close`.
    this.#response.on("error", () => {});
  }

  /** Its place in the feed: everything up to there was told. */
  get toldUpTo(): number {
    return this.#toldUpTo;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  start(started: StreamStarted, retryMs: number): void {
    const data = JSON.stringify(started);
    this.#response.write(retryFrame(retryMs) + this.#messageOf("stream.started", data));
  }

  /** Tells what is new to this reader on a page. False: too much waits for it already, and it was told nothing. */
  tell(page: PageText): boolean {
    if (this.#ended || page.upTo <= this.#toldUpTo) return true;
    if (this.#response.writableLength > this.#limits.waitingBytesMax) return false;
    const text = page.told(this.subscriber.audience, this.#toldUpTo);
    this.#toldUpTo = page.upTo;
    if (text.length > 0) this.#response.write(text);
    return true;
  }

  /**
   * A sign of life, while nothing else waits to be read. It also tells the place reached, which moves on when there was nothing for this
   * reader.
   */
  beat(now: number): void {
    if (this.#ended || this.#response.writableNeedDrain) return;
    const data = JSON.stringify({ now: iso(now) });
    this.#response.write(`: alive\n${this.#messageOf("stream.alive", data)}`);
  }

  /** Waits until the reader has taken what was written; a reader that takes too long is given up. */
  async drained(): Promise<void> {
    const response = this.#response;
    if (this.#ended || !response.writableNeedDrain) return;
    const timer = setTimeout(() => {
      this.#end("too_slow");
      response.destroy();
    }, this.#limits.slowMsMax);
    await new Promise<void>((resolve) => {
      const done = (): void => {
        response.off("drain", done).off("close", done);
        resolve();
      };
      response.on("drain", done).on("close", done);
    });
    clearTimeout(timer);
  }

  end(reason: Ending): void {
    if (this.#ended) return;
    this.#end("told");
    this.#response.end(this.#messageOf("stream.ended", JSON.stringify({ reason })));
    setTimeout(() => this.#response.destroy(), END_MS_MAX).unref();
  }

  #end(how: Ended): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnded(how);
  }

  #messageOf(event: string, data: string): string {
    return frameOf({ id: this.#toldUpTo, event, data });
  }
}
