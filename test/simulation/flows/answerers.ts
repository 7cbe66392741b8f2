import type { IdMint } from "../../../src/simulator/ids.ts";
import { text } from "../../../src/simulator/payloads/content.ts";
import { buttonReply } from "../../../src/simulator/payloads/content-interactive.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { World } from "../core/life.ts";
import type { TakenSend } from "../outside/ledger.ts";
import type { Meta } from "../outside/meta.ts";
import type { Person } from "../outside/people.ts";
import { REGISTERED_LINES } from "../outside/places.ts";
import { messageDraft } from "../outside/wire.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** People answer what reaches them, now and then: what they are asked, or something else; at once, or when the question is long over. */
export function createAnswerers(options: {
  world: World;
  random: Random;
  mint: IdMint;
  meta: Pick<Meta, "emit">;
  people: readonly Person[];
}): (taken: TakenSend) => void {
  const { world, random, mint, meta, people } = options;
  const { scheduler, faults } = world;
  return (taken) => {
    // After the storm nobody says anything any more.
    if (faults.isOver() || !random.chance(0.35)) return;
    const person = people.find(({ name }) => name === taken.person);
    const line = REGISTERED_LINES.find(({ phoneNumberId }) => phoneNumberId === taken.lineId);
    // Who changes identifiers writes when it is their time.
    if (person === undefined || person.next !== null || line === undefined) return;
    const ms = random.pick([random.int(1, 20) * SECOND, random.int(1, 10) * MINUTE, 50 * MINUTE]);
    scheduler.after(ms, () => {
      if (faults.isOver()) return;
      const content = random.pick([
        text("hola"),
        text("42"),
        text("¿precio?"),
        buttonReply("yes", "Sí"),
      ]);
      const message = { id: mint.wamid("10000000000", "in"), at: scheduler.now(), content };
      meta.emit(messageDraft({ person: person.name, as: person.shown(), line }, message));
    });
  };
}
