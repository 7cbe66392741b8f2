import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startProgram, type Program } from "./processes.ts";
import type { Heard } from "./stream-readers-process.ts";

export interface StreamReaders extends Program {
  /** What came since the last time. */
  take(): Promise<Heard>;
}

/** Opens a stream for each token, and resolves when all have started. */
export async function startStreamReaders(
  dir: string,
  { port, tokens, type }: { port: number; tokens: readonly string[]; type: string },
): Promise<StreamReaders> {
  const file = join(dir, "tokens");
  writeFileSync(file, tokens.join("\n"));
  const program = await startProgram({
    module: "bench/support/stream-readers-process.ts",
    args: [String(port), file, type],
    ready: /ready: (\d+)/,
    logFile: join(dir, "stream-readers.log"),
  });
  return {
    ...program,
    async take() {
      const answer = once(program.child, "message") as Promise<[Heard]>;
      program.child.send("take");
      return (await answer)[0];
    },
  };
}
