import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Bytes } from "../domain/media/bytes.ts";
import type { Scanner, Verdict } from "./scanner.ts";

export interface ClamdOptions {
  /** `127.0.0.1:3310`, `[::1]:3310`, or the path of a socket of this machine: `/run/clamav/clamd.ctl`. */
  address: string;
  /** Longest silence, and longest time of one file. */
  timeouts?: { silenceMs?: number; totalMs?: number };
}

const SILENCE_MS = 30_000;
const TOTAL_MS = 120_000;
const PIECE_BYTES = 65_536;
/** A verdict is one short line; whoever says more is no clamd. */
const ANSWER_CHARS_MAX = 4_096;

/** ClamAV's daemon, asked over its INSTREAM command: the file goes through the socket, so the two need not share a disk. */
export function createClamd({ address, timeouts = {} }: ClamdOptions): Scanner {
  const { silenceMs = SILENCE_MS, totalMs = TOTAL_MS } = timeouts;
  const target = targetOf(address);

  async function ask(file: Bytes): Promise<string> {
    const socket = connect({ ...target, signal: AbortSignal.timeout(totalMs) });
    socket.setTimeout(silenceMs, () => socket.destroy(new Error("clamd is silent")));
    try {
      const answer = lineOf(socket);
      // Not waited for: a file that is too large for it is answered early, and then read no further.
      send(file, socket).catch((error: unknown) => socket.destroy(error as Error));
      return await answer;
    } finally {
      socket.destroy();
    }
  }

  return {
    async scan(file) {
      try {
        return verdictOf(await ask(file));
      } catch {
        return { kind: "away" };
      }
    },
  };
}

/** Whether a text can be an address of clamd. */
export function isClamdAddress(text: string): boolean {
  return text.startsWith("/") || /^(\[[\da-f:]+\]|[\w.-]+):\d{1,5}$/i.test(text);
}

function targetOf(address: string): { path: string } | { host: string; port: number } {
  if (address.startsWith("/")) return { path: address };
  const at = address.lastIndexOf(":");
  const host = address.slice(0, at).replace(/^\[|\]$/g, "");
  return { host, port: Number(address.slice(at + 1)) };
}

/** The command, then each piece with its length in front of it, then a piece of nothing. */
async function send(file: Bytes, socket: Socket): Promise<void> {
  socket.write("zINSTREAM\0");
  for (let at = 0; at < file.size && !socket.destroyed; at += PIECE_BYTES) {
    const piece = await file.readAt(at, PIECE_BYTES);
    socket.write(lengthOf(piece.byteLength));
    if (!socket.write(piece)) await once(socket, "drain");
  }
  socket.write(lengthOf(0));
}

function lengthOf(bytes: number): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

/** What comes back up to its end; without an end it is no answer. */
function lineOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    socket.on("data", (piece: Buffer) => {
      text += piece.toString("latin1");
      const end = text.indexOf("\0");
      if (end >= 0) resolve(text.slice(0, end));
      else if (text.length > ANSWER_CHARS_MAX) socket.destroy(new Error("this is no clamd"));
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("clamd gave no answer")));
  });
}

function verdictOf(line: string): Verdict {
  if (line === "stream: OK") return { kind: "clean" };
  const virus = /^stream: (.+) FOUND$/.exec(line)?.[1];
  if (virus !== undefined) return { kind: "infected", virus };
  // Its other errors are of a kind that passes: no memory, no time.
  return line === "INSTREAM size limit exceeded. ERROR" ? { kind: "too_large" } : { kind: "away" };
}
