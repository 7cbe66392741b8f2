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
  let seen = contact.received.length;
  for (let count = 0; ;) {
    await sleep(LOOK_MS, undefined, { signal });
    if (contact.received.length === seen) continue;
    await sleep(WRITE_MS, undefined, { signal });
    seen = contact.received.length;
    contact.says(line, ANSWERS[count % ANSWERS.length] ?? "Sí");
    count += 1;
  }
}
