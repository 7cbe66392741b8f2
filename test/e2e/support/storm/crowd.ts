import { setTimeout as sleep } from "node:timers/promises";
import type { Contact, ContactProfile } from "../../../../src/simulator/contact.ts";
import { statusUpdate, type StatusName } from "../../../../src/simulator/payloads/status.ts";
import type { Random } from "../../../../src/simulator/random.ts";
import type { Simulator } from "../../../../src/simulator/simulator.ts";
import { TENANTS, TEXT_CANARY, type StormPlan, type TenantId } from "./plan.ts";

/** Everything the crowd did, from outside: what the checker compares the engine with. */
export interface Spoken {
  /** Messages of contacts. `at` in whole seconds of epoch milliseconds, as Meta tells it. */
  messages: { tenant: TenantId; contact: string; id: string; at: number }[];
  /** Messages of the business from its phone, with the statuses that were reported of them. */
  echoes: { tenant: TenantId; contact: string; id: string; statuses: StatusName[] }[];
}

const TICK_MS = 500;
/** Groups of contacts take turns, so that windows end in the middle of the storm. */
const GROUPS = 3;
const TURN_MS = 15_000;
const ECHO_SHARE = 0.12;
const OUT_OF_TURN_SHARE = 0.05;
const GLOBEX_SHARE = 0.1;
const BURST_SHARE = 0.1;
const STATUS_RUNS: StatusName[][] = [
  ["sent"],
  ["sent", "delivered"],
  ["sent", "delivered", "read"],
  ["sent", "read"],
  ["sent", "failed"],
  ["delivered", "failed"],
];

/** Lets a few hundred contacts write for as long as the storm lasts. Updates are queued; the sender disorders and repeats them. */
export async function gather(plan: StormPlan, simulator: Simulator): Promise<Spoken> {
  const random = plan.random.fork("crowd");
  const lines = TENANTS.map(({ id, line, phone, waba }) => ({
    tenant: id,
    line: simulator.line(line, phone, waba),
  }));
  const contacts = Array.from({ length: plan.contacts }, (_, index) =>
    simulator.contact(profileOf(index)),
  );
  const spoken: Spoken = { messages: [], echoes: [] };
  const startedAt = performance.now();

  const speak = (contact: Contact, { tenant, line }: (typeof lines)[number]): void => {
    const said = contact.says(line, `${TEXT_CANARY} ${spoken.messages.length}`);
    const at = Math.floor(said.at / 1_000) * 1_000;
    spoken.messages.push({ tenant, contact: contact.id, id: said.id, at });
    if (random.chance(ECHO_SHARE)) answer(contact, { tenant, line });
  };
  const answer = (contact: Contact, { tenant, line }: (typeof lines)[number]): void => {
    const { id, at } = line.echoes(contact, `${TEXT_CANARY} answer`);
    const statuses = random.shuffle(random.pick(STATUS_RUNS));
    for (const status of statuses) {
      const errors = status === "failed" ? [{ code: 131026, title: "Undeliverable" }] : undefined;
      const to = contact.identity();
      // Meta names the receiver by what it was addressed by, and here that is whatever it tells us of them.
      const addressedBy = to.waId === undefined ? "bsuid" : "phone";
      const report = { line, id, status, at, to, addressedBy } as const;
      simulator.emit(statusUpdate({ ...report, ...(errors && { errors }) }));
    }
    spoken.echoes.push({ tenant, contact: contact.id, id, statuses });
  };

  while (spoken.messages.length < plan.messages) {
    const elapsedMs = performance.now() - startedAt;
    const wanted = Math.min(plan.messages, (plan.messages * elapsedMs) / plan.stormMs);
    while (spoken.messages.length < wanted) {
      const contact = pickContact(contacts, elapsedMs, random);
      const line = random.chance(GLOBEX_SHARE) ? lines[1]! : lines[0]!;
      const count = random.chance(BURST_SHARE) ? random.int(3, 10) : 1;
      for (let said = 0; said < count; said += 1) speak(contact, line);
    }
    await sleep(TICK_MS);
  }
  return spoken;
}

function pickContact(contacts: readonly Contact[], elapsedMs: number, random: Random): Contact {
  if (random.chance(OUT_OF_TURN_SHARE)) return random.pick(contacts);
  const group = Math.floor(elapsedMs / TURN_MS) % GROUPS;
  return random.pick(contacts.filter((_, index) => index % GROUPS === group));
}

/** A third has a number only, a third a number and a user id, a third hides the number. */
function profileOf(index: number): ContactProfile {
  const [waId, userId] = [`5215550${100_000 + index}`, `MX.70${100_000 + index}`];
  const name = `Persona ${TEXT_CANARY} ${index}`;
  if (index % 3 === 0) return { waId, name };
  if (index % 3 === 1) return { waId, userId, name };
  return { waId, userId, username: `persona${index}`, name, hidesPhone: true };
}
