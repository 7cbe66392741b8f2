import { setTimeout as sleep } from "node:timers/promises";
import type { Contact } from "../simulator/contact.ts";
import type { SimulatedLine } from "../simulator/line.ts";

/** How often somebody looks at the phone, and how long they take to write. */
const LOOK_MS = 500;
const WRITE_MS = 2_000;

const ANSWERS = ["Sí, claro", "Perfecto, muchas gracias", "Déjeme ver y le digo"] as const;

/** A contact who answers whatever reaches the phone from now on, a moment later: one answer to all that came together. Ends with `signal`. */
export async function answerWhenWritten(
  contact: Contact,
  line: SimulatedLine,
  signal: AbortSignal,
): Promise<never> {
  for (let count = 0; ; count += 1) {
    await written(contact, signal);
    contact.says(line, ANSWERS[count % ANSWERS.length] ?? "Sí");
  }
}

/** A contact who has these answers ready, for what comes to the phone one after another from now on. */
export async function answerInTurn(
  contact: Contact,
  line: SimulatedLine,
  { answers, signal }: { answers: readonly string[]; signal: AbortSignal },
): Promise<void> {
  for (const answer of answers) {
    await written(contact, signal);
    contact.says(line, answer);
  }
}

/** Until something new has reached the phone, and its reader has had time to write. */
async function written(contact: Contact, signal: AbortSignal): Promise<void> {
  const seen = contact.received.length;
  while (contact.received.length === seen) await sleep(LOOK_MS, undefined, { signal });
  await sleep(WRITE_MS, undefined, { signal });
}
