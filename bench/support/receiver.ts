import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { monotonicMs } from "./clock.ts";
import { startProgram, type Program } from "./processes.ts";
import type { Arrivals } from "./receiver-process.ts";

export interface ReceiverProgram extends Program {
  url: string;
  /** What came since the last time. */
  take(): Promise<Arrivals>;
  /** Collects until so many different messages have come, or nothing came for `quietMs` (default 20 s). */
  collect(count: number, quietMs?: number): Promise<Arrivals>;
}

export async function startReceiver(
  dir: string,
  { answerAfterMs = 0 }: { answerAfterMs?: number } = {},
): Promise<ReceiverProgram> {
  const program = await startProgram({
    module: "bench/support/receiver-process.ts",
    args: [String(answerAfterMs)],
    ready: /ready at (http:\S+)/,
    logFile: join(dir, "receiver.log"),
  });

  async function take(): Promise<Arrivals> {
    const answer = once(program.child, "message") as Promise<[Arrivals]>;
    program.child.send("take");
    return (await answer)[0];
  }

  async function collect(count: number, quietMs = 20_000): Promise<Arrivals> {
    const all: Arrivals = { requests: 0, repeated: 0, arrivals: [] };
    let lastAt = monotonicMs();
    while (all.arrivals.length < count && monotonicMs() - lastAt < quietMs) {
      await sleep(100);
      const news = await take();
      if (news.requests > 0) lastAt = monotonicMs();
      all.requests += news.requests;
      all.repeated += news.repeated;
      for (const arrival of news.arrivals) all.arrivals.push(arrival);
    }
    return all;
  }

  return { ...program, url: `${program.address}/hook`, take, collect };
}
