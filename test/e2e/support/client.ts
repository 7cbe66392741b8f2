import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** An answer of the API; `body` is what its JSON says, or its text. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // oxlint-disable-next-line typescript/no-explicit-any -- a black box: what members there are is what tests ask
  body: any;
}

export interface Call {
  method?: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A caller of the API, as a customer writes one. */
export interface Client {
  /** Rejects when no whole answer comes within 30 s. Comes back when the server is busy: nothing was done then. */
  once(call: Call): Promise<Answer>;
  /** Repeats the same request until there is an answer below 500: what a careful client does while servers come and go. */
  insist(call: Call, until?: (answer: Answer) => boolean): Promise<Answer>;
}

const TIMEOUT_MS = 30_000;
const AGAIN_MS = 100;

/** A new connection for every request: nothing of a killed server is reused. */
export function createClient(url: () => string, token: string): Client {
  const once = async (call: Call): Promise<Answer> => {
    for (;;) {
      const answer = await send(new URL(call.path, url()), call, token);
      if (!isBusy(answer.status, answer.body)) return answer;
      await sleep(AGAIN_MS);
    }
  };
  return {
    once,
    async insist(call, until = (answer) => answer.status < 500) {
      for (;;) {
        const answer = await once(call).catch(() => null);
        if (answer !== null && until(answer)) return answer;
        await sleep(AGAIN_MS);
      }
    },
  };
}

/** Neither an error of the server nor "not dealt with yet", as it has to say of what takes longer than five seconds. */
export function isFinal({ status }: Answer): boolean {
  return status < 500 && status !== 202;
}

/** `fetch` of somebody who comes back when the server is busy. */
export async function fetchPatiently(url: string, init?: RequestInit): Promise<Response> {
  for (;;) {
    const answer = await fetch(url, init);
    if (answer.status !== 503) return answer;
    const body = (await answer.clone().json()) as { code?: string };
    if (!isBusy(answer.status, body)) return answer;
    await sleep(AGAIN_MS);
  }
}

function isBusy(status: number, body: { code?: string } | null): boolean {
  return status === 503 && body?.code === "server.busy";
}

function send(url: URL, { method = "GET", body, headers }: Call, token: string): Promise<Answer> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method,
        agent: false,
        timeout: TIMEOUT_MS,
        headers: {
          authorization: `Bearer ${token}`,
          ...(payload === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          if (!response.complete) return reject(new Error("the answer broke off"));
          const text = Buffer.concat(chunks).toString();
          const { statusCode: status = 0, headers: answered } = response;
          resolve({ status, headers: answered, body: parsed(text) });
        });
      },
    );
    call.on("timeout", () => call.destroy(new Error("no answer in time")));
    call.on("error", reject);
    call.end(payload);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
