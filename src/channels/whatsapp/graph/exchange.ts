import type { Dispatcher } from "undici";

/**
 * How a call to the Graph API ended.
 * - answered: `body` is null when it was cut short, or longer than allowed
 * - not_sent: no byte of the request was written, so nobody has it
 * - lost: written, at least in part, and no answer: whether it was taken is unknown
 */
export type Exchanged =
  | { kind: "answered"; status: number; headers: AnswerHeaders; body: Buffer | null }
  | { kind: "not_sent" }
  | { kind: "lost" };

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface ExchangeLimits {
  /** From the call to the end of the answer, waiting for a connection included. */
  totalMs: number;
  answerBytesMax: number;
  /** Told when the first byte is about to be written. */
  onStart?: (() => void) | undefined;
}

/** Calls once. Resolves with what is known afterwards, whatever goes wrong. */
export function exchange(
  dispatcher: Dispatcher,
  request: {
    method: "GET" | "POST";
    origin: string;
    path: string;
    headers: Record<string, string>;
    body?: string;
  },
  limits: ExchangeLimits,
): Promise<Exchanged> {
  return new Promise((resolve) => {
    const handler = new Exchange(limits, resolve);
    try {
      dispatcher.dispatch(request, handler);
    } catch {
      // A closed dispatcher, or a header that cannot be written.
      handler.onResponseError();
    }
  });
}

/**
 * Written against undici's dispatch interface, because only it tells the moment before the first byte is written: `onRequestStart`. Whatever
 * goes wrong earlier (no address, no connection, no TLS, no free connection in time) can have reached nobody.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #limits: ExchangeLimits;
  readonly #resolve: (exchanged: Exchanged) => void;
  readonly #deadline: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #head: { status: number; headers: AnswerHeaders } | null = null;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #isSettled = false;

  constructor(limits: ExchangeLimits, resolve: (exchanged: Exchanged) => void) {
    this.#limits = limits;
    this.#resolve = resolve;
    this.#deadline = setTimeout((one: Exchange) => one.#cut(), limits.totalMs, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // The deadline passed in the queue: undici offers no way to take a request back before this moment, and here it still can.
    if (this.#isSettled) return controller.abort(new Error("deadline"));
    this.#controller = controller;
    this.#limits.onStart?.();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: AnswerHeaders,
  ): void {
    // 1xx come before the answer and are none.
    if (status >= 200) this.#head = { status, headers };
  }

  onResponseData(_controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#bytes += piece.byteLength;
    if (this.#bytes > this.#limits.answerBytesMax) return this.#cut();
    this.#pieces.push(piece);
  }

  onResponseEnd(): void {
    this.#settle(Buffer.concat(this.#pieces));
  }

  onResponseError(): void {
    this.#settle(null);
  }

  /** Ends the exchange now, and closes the connection, which may still be sending. */
  #cut(): void {
    this.#settle(null);
    this.#controller?.abort(new Error("cut"));
  }

  #settle(body: Buffer | null): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#deadline);
    if (this.#head !== null) this.#resolve({ kind: "answered", ...this.#head, body });
    else this.#resolve({ kind: this.#controller === null ? "not_sent" : "lost" });
  }
}
