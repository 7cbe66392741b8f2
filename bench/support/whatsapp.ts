import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { monotonicMs } from "./clock.ts";
import { startProgram, type Program } from "./processes.ts";
import type { Ask, Taken } from "./whatsapp-process.ts";

export interface WhatsAppProgram extends Program {
  /** `WHATSAPP_GRAPH_URL` */
  graphUrl: string;
  port: number;
  /** So many people write to each of `SENDING_LINES`; resolves when their webhooks were answered. */
  open(people: number, webhookUrl?: string): Promise<void>;
  /** What was taken since the last time. */
  take(): Promise<Taken>;
  /** Collects until so much was taken, or nothing was for `quietMs`. */
  collect(count: number, quietMs?: number): Promise<Taken>;
}

/** Starts a WhatsApp that takes what is sent to it, within its limits. */
export async function startWhatsApp(dir: string, name = "whatsapp"): Promise<WhatsAppProgram> {
  const program = await startProgram({
    module: "bench/support/whatsapp-process.ts",
    ready: /ready at (http:\S+)/,
    logFile: join(dir, `${name}.log`),
  });

  async function ask<Answer>(question: Ask): Promise<Answer> {
    const answer = once(program.child, "message") as Promise<[Answer]>;
    program.child.send(question);
    return (await answer)[0];
  }
  const take = (): Promise<Taken> => ask({ kind: "take" });

  return {
    ...program,
    graphUrl: program.address,
    port: Number(new URL(program.address).port),
    async open(people, webhookUrl) {
      await ask({ kind: "open", webhookUrl: webhookUrl ?? null, people });
    },
    take,
    async collect(count, quietMs = 10_000) {
      const all: Taken = { sends: [], violations: 0 };
      let lastAt = monotonicMs();
      while (all.sends.length < count && monotonicMs() - lastAt < quietMs) {
        await sleep(100);
        const { sends, violations } = await take();
        if (sends.length > 0) lastAt = monotonicMs();
        all.sends.push(...sends);
        all.violations = violations;
      }
      return all;
    },
  };
}
