import type { Dispatcher } from "undici";
import { failureOf, type Failure } from "./connect-failure.ts";
import { parseRetryAfter } from "./retry-after.ts";

/**
 * How one request to an endpoint ended.
 * - `delivered`: an answer of 2xx. Its status decides; what became of the body does not matter.
 * - `refused`: any other answer, redirects included; they are never followed.
 * - `gone`: an answer of 410: the endpoint wants nothing any more.
 * - `failed`: no answer; `reason` says why.
 */
export type PostOutcome =
  | { kind: "delivered"; status: number }
  /** `retryAfterMs`: what the endpoint asks us to wait, not yet capped; null when it says nothing. */
  | { kind: "refused"; status: number; retryAfterMs: number | null }
  | { kind: "gone" }
  | ({ kind: "failed" } & Failure);

export interface PostRequest {
  origin: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array;
}

export interface PostLimits {
  /** From the call to the end of the answer, waiting for a free connection included. */
  totalTimeoutMs: number;
  /** As much of the answer is read, so that the connection can be used again; if more comes, it is cut. */
  answerBytesMax: number;
}

/**
 * Posts once. Resolves with the outcome; rejects only for what is not the endpoint's doing: a closed client, a header that cannot
 * be sent, no file descriptors left.
 */
export function post(
  dispatcher: Dispatcher,
  request: PostRequest,
  limits: PostLimits,
  now: () => number,
): Promise<PostOutcome> {
  return new Promise((resolve, reject) => {
    const exchange = new Exchange({ limits, now, resolve, reject });
    dispatcher.dispatch({ ...request, method: "POST" }, exchange);
  });
}

interface ExchangeOptions {
  limits: PostLimits;
  now: () => number;
  resolve: (outcome: PostOutcome) => void;
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
    if (this.#bodyBytes > this.#options.limits.answerBytesMax) this.#cut("answer too long");
  }

  onResponseEnd(): void {
    this.#settle(this.#answer);
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

  #settle(outcome: PostOutcome | null): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#deadline);
    if (outcome !== null) this.#options.resolve(outcome);
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
