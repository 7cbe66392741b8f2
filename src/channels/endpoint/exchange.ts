import type { Dispatcher } from "undici";
import { failureOf } from "./connect-failure.ts";
import type { PostLimits, PostOutcome, PostRequest } from "./post.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** How a request ended. */
export interface Ended {
  outcome: PostOutcome;
  /** The whole of the answer's body; null when it was not asked for, or did not come whole: too long, or broken off. */
  body: Buffer | null;
}

export interface ExchangeTerms {
  limits: PostLimits;
  /** Clock for `Retry-After` dates, epoch milliseconds. */
  now: () => number;
  /** Whether the answer's body is wanted. */
  keepsBody: boolean;
}

/** Posts once, and reads the answer as far as the limits let it. Rejects for what is not the endpoint's doing. */
export function exchange(
  dispatcher: Dispatcher,
  request: PostRequest,
  terms: ExchangeTerms,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(
      { ...request, method: "POST" },
      new Exchange({ ...terms, resolve, reject }),
    );
  });
}

interface ExchangeOptions extends ExchangeTerms {
  resolve: (ended: Ended) => void;
  reject: (error: Error) => void;
}

/**
 * One request and its answer, as undici reports them. Written against undici's dispatch interface instead of `request()`: no stream
 * object per answer, and the deadline is one plain timer.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #deadline: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #answer: PostOutcome | null = null;
  #bodyBytes = 0;
  readonly #body: Buffer[] = [];
  #isSettled = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#deadline = setTimeout(
      (exchange: Exchange) => exchange.#cut("deadline"),
      options.limits.totalTimeoutMs,
      this,
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // The deadline passed in the queue: undici offers no way to take a request back before this moment.
    if (this.#isSettled) controller.abort(new Error("deadline"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // 1xx come before the answer and are none.
    if (status < 200) return;
    this.#answer = answerOf(status, headers["retry-after"], this.#options.now);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bodyBytes += chunk.byteLength;
    if (this.#bodyBytes > this.#options.limits.answerBytesMax) return this.#cut("answer too long");
    if (this.#options.keepsBody) this.#body.push(chunk);
  }

  onResponseEnd(): void {
    this.#settle(this.#answer, this.#options.keepsBody ? Buffer.concat(this.#body) : null);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#isSettled) return;
    if (this.#answer !== null) return this.#settle(this.#answer);
    const failure = failureOf(error);
    if (failure !== null) return this.#settle({ kind: "failed", ...failure });
    this.#settle(null);
    this.#options.reject(error);
  }

  /** Ends the exchange now, with the answer if its head came, and closes the connection, which may still be sending. */
  #cut(why: string): void {
    this.#settle(this.#answer ?? { kind: "failed", reason: "timeout", detail: "no-answer" });
    this.#controller?.abort(new Error(why));
  }

  #settle(outcome: PostOutcome | null, body: Buffer | null = null): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#deadline);
    if (outcome !== null) this.#options.resolve({ outcome, body });
  }
}

function answerOf(
  status: number,
  retryAfter: string | string[] | undefined,
  now: () => number,
): PostOutcome {
  if (status < 300) return { kind: "delivered", status };
  if (status === 410) return { kind: "gone" };
  const retryAfterMs = retryAfter === undefined ? null : parseRetryAfter(retryAfter, now());
  return { kind: "refused", status, retryAfterMs };
}
