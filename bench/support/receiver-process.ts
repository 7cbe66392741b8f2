import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { monotonicMs } from "./clock.ts";

/*
 * Somebody's endpoint, in a process of its own: answers 200 and notes when each message first arrived. The parent asks by IPC with any
 * message, and is told what came since it last asked.
 * Usage: `node bench/support/receiver-process.ts <milliseconds until it answers>`
 */

/** What the receiver tells. */
export interface Arrivals {
  /** Requests, repeated ones included. */
  requests: number;
  /** Requests whose `webhook-id` came before. */
  repeated: number;
  /** Source id of a message, and when it came first, on the monotonic clock. */
  arrivals: [sourceId: string, at: number][];
}

const SOURCE_ID = /"sourceId":"([^"]+)"/;
const answerAfterMs = Number(process.argv[2] ?? 0);
const seen = new Set<string>();
let requests = 0;
let repeated = 0;
let arrivals: Arrivals["arrivals"] = [];

const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => (body += chunk));
  request.on("end", () => {
    note(request, body);
    const answer = () => response.writeHead(200, { "content-length": 0 }).end();
    if (answerAfterMs > 0) setTimeout(answer, answerAfterMs);
    else answer();
  });
});

function note(request: IncomingMessage, body: string): void {
  const at = monotonicMs();
  const sourceId = SOURCE_ID.exec(body)?.[1] ?? "";
  const id = String(request.headers["webhook-id"] ?? sourceId);
  requests += 1;
  if (seen.has(id)) repeated += 1;
  else arrivals.push([sourceId, at]);
  seen.add(id);
}

process.on("message", () => {
  const told: Arrivals = { requests, repeated, arrivals };
  process.send?.(told);
  requests = 0;
  repeated = 0;
  arrivals = [];
});

server.listen(0, "127.0.0.1", () => {
  console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
