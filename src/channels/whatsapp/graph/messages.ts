import { Agent } from "undici";
import { exchange, type Exchanged, type ExchangeLimits } from "./exchange.ts";
import { graphPath } from "./graph-path.ts";
import { CAPACITY_FIELDS, readCapacity, type ToldCapacity } from "./line-capacity.ts";
import { readPostAnswer, type PostAnswer } from "./message-answers.ts";

export interface GraphMessagesOptions {
  /** `https://graph.facebook.com` */
  baseUrl: string;
  /** `v25.0` */
  version: string;
  timeouts?: {
    /** TCP and TLS together. Default 5,000. */
    connectMs?: number;
    /** The whole call, waiting for a connection included. Default `POST_MS_MAX`. */
    totalMs?: number;
  };
  /** Clock for `Retry-After` dates, epoch milliseconds. */
  now?: () => number;
}

/** A send, ready to go. */
export interface MessagePost {
  lineId: string;
  accessToken: string;
  /** As `graphRequest` makes it. */
  body: Record<string, unknown>;
  /** Told once, when the first byte is about to be written: on a bad day long after the call. */
  onLeave?: () => void;
}

/** Posts once, and says what is known afterwards; never rejects. Who calls decides about retries. */
export type PostMessage = (post: MessagePost) => Promise<PostAnswer>;

/** Asks what WhatsApp allows a line; null when it does not say. Never rejects. */
export type AskCapacity = (
  line: Pick<MessagePost, "lineId" | "accessToken">,
) => Promise<ToldCapacity | null>;

/** What sending needs of the Graph API. */
export interface GraphMessages {
  /** `POST /{phone_number_id}/messages` */
  post: PostMessage;
  /** `GET /{phone_number_id}` */
  askCapacity: AskCapacity;
  close(): Promise<void>;
}

/** Longer than WhatsApp takes on a bad day; no call takes longer than this. */
export const POST_MS_MAX = 20_000;

const CONNECT_MS = 5_000;
const ANSWER_BYTES_MAX = 65_536;

/** What can stand in a header. Another token was never one of WhatsApp's. */
const TOKEN = /^[\x21-\x7e]+$/;

export function createGraphMessages(options: GraphMessagesOptions): GraphMessages {
  const { baseUrl, version, timeouts = {}, now = Date.now } = options;
  const { origin } = new URL(baseUrl);
  const limits: ExchangeLimits = {
    totalMs: timeouts.totalMs ?? POST_MS_MAX,
    answerBytesMax: ANSWER_BYTES_MAX,
  };
  const agent = new Agent({
    connect: { timeout: timeouts.connectMs ?? CONNECT_MS },
    pipelining: 1,
    // A stream's error would have to be told from a connection's; and one connection would carry everything.
    allowH2: false,
    // The deadline covers the whole call; undici's own timers restart with each byte.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  const call = (
    line: { lineId: string; accessToken: string },
    {
      onStart,
      ...rest
    }: { method: "GET" | "POST"; path: string; body?: string; onStart?: (() => void) | undefined },
  ): Promise<Exchanged> => {
    const headers = {
      authorization: `Bearer ${line.accessToken}`,
      "user-agent": "Ventana",
      ...(rest.body === undefined ? {} : { "content-type": "application/json" }),
    };
    return exchange(agent, { origin, headers, ...rest }, { ...limits, onStart });
  };

  return {
    async post({ body, onLeave, ...line }) {
      if (!TOKEN.test(line.accessToken)) return UNFIT_TOKEN;
      const path = graphPath(baseUrl, version, line.lineId, "messages");
      const request = { method: "POST", path, body: JSON.stringify(body) } as const;
      const exchanged = await call(line, { ...request, onStart: onLeave });
      return readPostAnswer(exchanged, now());
    },
    async askCapacity(line) {
      if (!TOKEN.test(line.accessToken)) return null;
      const path = `${graphPath(baseUrl, version, line.lineId)}?fields=${CAPACITY_FIELDS}`;
      return readCapacity(await call(line, { method: "GET", path }));
    },
    close: () => agent.destroy(),
  };
}

const UNFIT_TOKEN: PostAnswer = {
  kind: "refused",
  status: 401,
  error: null,
  subcode: null,
  retryAfterMs: null,
};
