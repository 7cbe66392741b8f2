import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expectSoon } from "../support/expect-soon.ts";

const PROGRAM = fileURLToPath(new URL("../../examples/receiver/receiver.mjs", import.meta.url));

/** A line that the receiver wrote. */
export interface Word {
  outcome: string;
  id?: string;
  type?: string;
  why?: string;
  missing?: number;
  port?: number;
}

export interface ReceiverProcess extends AsyncDisposable {
  /** What it said so far. */
  words: readonly Word[];
  post(headers: Record<string, string>, body: string): Promise<number>;
  kill(): Promise<void>;
}

/** Starts the example as its users do, and waits until it listens. */
export async function startReceiver(env: Record<string, string>): Promise<ReceiverProcess> {
  const child = spawn(process.execPath, [PROGRAM], { env, stdio: ["ignore", "pipe", "inherit"] });
  const words: Word[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    words.push(JSON.parse(line) as Word);
  });
  await expectSoon(() => words.map(({ outcome }) => outcome)).toContain("listening");
  const port = words.find(({ outcome }) => outcome === "listening")?.port ?? 0;
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return {
    words,
    async post(headers, body) {
      const answer = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body });
      return answer.status;
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

/** Ids in a receiver's journal, in the order in which they were taken. */
export function idsIn(journal: string): string[] {
  if (!existsSync(journal)) return [];
  return readFileSync(journal, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => (JSON.parse(line) as { id?: string }).id ?? []);
}
