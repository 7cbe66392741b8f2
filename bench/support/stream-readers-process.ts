import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { monotonicMs } from "./clock.ts";

/*
 * Agents at their inboxes, in a process of its own: one connection with an open stream for each token, and the time at which each event of
 * one type came on each. Ready when all streams have started. The parent asks by IPC with any message, and is told what came since.
 * Usage: `node bench/support/stream-readers-process.ts <port> <file with a token on each line> <type>`
 */

/** What the readers tell: the place of an event in the feed, and when it came to a reader, on the monotonic clock. */
export type Heard = [seq: number, at: number][];

const [port = "", tokenFile = "", type = ""] = process.argv.slice(2);
const tokens = readFileSync(tokenFile, "utf8").trim().split("\n");
const STARTED = Buffer.from("\nevent: stream.started\n");
const EVENT = Buffer.from(`\nevent: ${type}\n`);
/** Ids are looked for in so many bytes before the name of an event, which may stand in the part before. */
const TAIL_BYTES = 64;
let heard: Heard = [];
let started = 0;

/** Searches bytes, and makes no text of them: what the readers use of the two cores is taken from what is measured. */
function read(token: string): void {
  const socket = connect({ port: Number(port), host: "127.0.0.1", noDelay: true });
  socket.write(
    `GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  let hasStarted = false;
  let tail: Buffer = Buffer.alloc(0);
  socket.on("data", (part) => {
    const at = monotonicMs();
    const bytes = Buffer.concat([tail, part]);
    if (!hasStarted && bytes.includes(STARTED)) {
      hasStarted = true;
      started += 1;
      if (started === tokens.length) console.log(`ready: ${started}`);
    }
    let from = 0;
    for (;;) {
      const found = bytes.indexOf(EVENT, from);
      if (found < 0) break;
      const before = bytes.toString("latin1", Math.max(0, found - TAIL_BYTES), found);
      const id = /id: (\d+)$/.exec(before)?.[1];
      if (id !== undefined) heard.push([Number(id), at]);
      from = found + EVENT.length;
    }
    // What has been searched is not searched again, but for what may be the beginning of a name.
    tail = bytes.subarray(Math.max(from, bytes.length - TAIL_BYTES));
  });
  socket.on("close", () => process.exit(1));
}

process.on("message", () => {
  process.send?.(heard);
  heard = [];
});

for (const token of tokens) read(token);
