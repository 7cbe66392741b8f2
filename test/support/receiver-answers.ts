import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * How a {@link Receiver} answers one request. A bare number is that status with an empty body.
 *
 * - `answer`: status, headers and body, after `delayMs` if given.
 * - `hang`: reads the request and says nothing for ever.
 * - `reset`: drops the connection with a TCP reset once the request is read.
 * - `drip`: headers at once, then one byte each `intervalMs` for ever.
 * - `endless`: headers at once, then as much body as the client will take.
 * - `raw`: these bytes straight onto the socket, which is then ended unless `keepOpen`.
 */
export type Answer =
  | number
  | {
      kind: "answer";
      status: number;
      headers?: Record<string, string>;
      body?: string;
      delayMs?: number;
    }
  | { kind: "hang" }
  | { kind: "reset" }
  | { kind: "drip"; status: number; intervalMs: number }
  | { kind: "endless"; status: number }
  | { kind: "raw"; bytes: string; keepOpen?: boolean };

const ENDLESS_CHUNK = Buffer.alloc(16 * 1024, 0x61);

/** Plays `answer` on `response`. The endless ones go on until the client closes its connection. */
export async function play(answer: Answer, response: ServerResponse): Promise<void> {
  if (typeof answer === "number") return void response.writeHead(answer).end();
  switch (answer.kind) {
    case "answer":
      if (answer.delayMs !== undefined) await sleep(answer.delayMs);
      return void response.writeHead(answer.status, answer.headers).end(answer.body);
    case "hang":
      return;
    case "reset":
      return void response.socket?.resetAndDestroy();
    case "drip": {
      response.writeHead(answer.status);
      const timer = setInterval(() => response.write("."), answer.intervalMs);
      return void response.on("close", () => clearInterval(timer));
    }
    case "endless": {
      response.writeHead(answer.status);
      const pour = () => {
        while (!response.destroyed && response.write(ENDLESS_CHUNK));
      };
      response.on("drain", pour);
      return pour();
    }
    case "raw":
      response.socket?.write(answer.bytes, "latin1");
      if (answer.keepOpen !== true) response.socket?.end();
  }
}
