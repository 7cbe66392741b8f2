import { EventEmitter } from "node:events";
import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { isIPv6, type AddressInfo } from "node:net";
import { createConnectionBook } from "./connection-book.ts";
import { play, type Answer } from "./receiver-answers.ts";

/** One request as it arrived; `rawBody` holds the exact bytes, so that signatures can be checked over them. */
export interface ReceivedRequest {
  method: string;
  /** Path and query as sent. */
  path: string;
  headers: IncomingHttpHeaders;
  rawBody: Buffer;
  /** Number of the TCP connection it came on, from 1: equal numbers mean that the connection was reused. */
  connection: number;
}

/** Chooses the answer to a request; `index` counts all requests from 0. */
export type Answerer = (request: ReceivedRequest, index: number) => Answer | Promise<Answer>;

export interface ReceiverOptions {
  /** Address to listen on; default `127.0.0.1`. `::` takes IPv4 as well. */
  host?: string;
  /** Default 0: a free port. */
  port?: number;
  /** Default 200 with an empty body. */
  answer?: Answer | Answerer;
  /** Speaks https with this certificate. */
  tls?: { key: string; cert: string };
  /** False counts requests without keeping them, for load. Default true. */
  record?: boolean;
}

/** A real HTTP server that plays somebody's endpoint: records what comes, answers as told. */
export interface Receiver extends AsyncDisposable {
  /** `http://127.0.0.1:12345`, without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** What came so far, in the order in which bodies were complete. Empty with `record: false`. */
  readonly requests: readonly ReceivedRequest[];
  readonly requestCount: number;
  /** TCP connections ever accepted; counted before TLS or HTTP, so a connection without a request counts too. */
  readonly connectionCount: number;
  readonly openConnections: number;
  setAnswer(answer: Answer | Answerer): void;
  /** Resolves with the requests when at least `count` came; rejects after `timeoutMs` (default 60,000: a limit for runs that hang), saying how many did. */
  received(count: number, timeoutMs?: number): Promise<readonly ReceivedRequest[]>;
  /** Cuts every connection and frees the port. */
  close(): Promise<void>;
}

/** Starts a receiver. Rejects when the address or port cannot be had. */
export async function createReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const host = options.host ?? "127.0.0.1";
  const record = options.record ?? true;
  let answer = options.answer ?? 200;
  const requests: ReceivedRequest[] = [];
  let requestCount = 0;
  const arrivals = new EventEmitter().setMaxListeners(0);
  const connections = createConnectionBook();

  const onRequest: RequestListener = async (request, response) => {
    const rawBody = await readAll(request);
    if (rawBody === null) return;
    const received = describe(request, rawBody, connections.numberOf(request.socket));
    if (record) requests.push(received);
    const index = requestCount++;
    arrivals.emit("request");
    await play(typeof answer === "function" ? await answer(received, index) : answer, response);
  };
  const server = options.tls
    ? createHttpsServer(options.tls, onRequest)
    : createHttpServer(onRequest);
  server.on("connection", connections.accept);
  // A handshake that the client breaks off is the client's outcome, not an error of the receiver.
  server.on("tlsClientError", () => {});

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    connections.cutAll();
    await closed;
  };

  return {
    origin: `${options.tls ? "https" : "http"}://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    port,
    requests,
    get requestCount() {
      return requestCount;
    },
    get connectionCount() {
      return connections.accepted;
    },
    get openConnections() {
      return connections.open;
    },
    setAnswer(next) {
      answer = next;
    },
    async received(count, timeoutMs = 60_000) {
      const deadline = AbortSignal.timeout(timeoutMs);
      while (requestCount < count) await nextArrival(arrivals, deadline, () => requestCount, count);
      return requests;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The whole body, or null when the client broke off. */
async function readAll(request: IncomingMessage): Promise<Buffer | null> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch {
    return null;
  }
}

function describe(request: IncomingMessage, rawBody: Buffer, connection: number): ReceivedRequest {
  const { method = "", url = "", headers } = request;
  return { method, path: url, headers, rawBody, connection };
}

function nextArrival(
  arrivals: EventEmitter,
  deadline: AbortSignal,
  seen: () => number,
  wanted: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onArrival = () => {
      deadline.removeEventListener("abort", onDeadline);
      resolve();
    };
    const onDeadline = () => {
      arrivals.off("request", onArrival);
      reject(new Error(`the receiver got ${seen()} of ${wanted} expected requests in time`));
    };
    if (deadline.aborted) return onDeadline();
    arrivals.once("request", onArrival);
    deadline.addEventListener("abort", onDeadline, { once: true });
  });
}
