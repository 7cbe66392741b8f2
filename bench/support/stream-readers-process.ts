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
const EVENT = new RegExp(String.raw`id: (\d+)\nevent: ${type.replace(".", String.raw`\.`)}\n`);
let heard: Heard = [];
let started = 0;

function read(token: string): void {
  const socket = connect({ port: Number(port), host: "127.0.0.1", noDelay: true });
  socket.write(
    `GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  let rest = "";
  socket.setEncoding("latin1").on("data", (part: string) => {
    const at = monotonicMs();
    const messages = (rest + part).split("\n\n");
    rest = messages.pop() ?? "";
    for (const message of messages) take(message, at);
  });
  socket.on("close", () => process.exit(1));
}

function take(message: string, at: number): void {
  const seq = EVENT.exec(message)?.[1];
  if (seq !== undefined) heard.push([Number(seq), at]);
  if (!message.includes("event: stream.started\n")) return;
  started += 1;
  if (started === tokens.length) console.log(`ready: ${started}`);
}

process.on("message", () => {
  process.send?.(heard);
  heard = [];
});

for (const token of tokens) read(token);
