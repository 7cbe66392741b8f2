import type { IdMint } from "../../../src/simulator/ids.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { World } from "../core/life.ts";
import type { Ledger } from "./ledger.ts";
import type { Meta } from "./meta.ts";
import { drawOddity } from "./oddities.ts";
import type { Person } from "./people.ts";
import { REGISTERED_LINES } from "./places.ts";
import { createSessions, type Sessions, type Thread } from "./sessions.ts";
import { changeDraft } from "./wire.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface ChatterOptions {
  world: World;
  random: Random;
  mint: IdMint;
  ledger: Ledger;
  meta: Meta;
  people: Person[];
  /** The fewest and the most things that people do. */
  inputs: [number, number];
  /** People talk for so long from now on. */
  spanMs: number;
}

/** Lets twenty people live for three days: who writes when, and to whom, is drawn beforehand; what they say, as they say it. */
export function planChatter(options: ChatterOptions): void {
  const { world, random, mint, ledger, meta, people, spanMs } = options;
  const { scheduler } = world;
  const sessions = createSessions({ ...world, random, mint, ledger, emit: meta.emit });
  const threads = people.flatMap((person) => person.lines.map((line) => threadOf(person, line)));
  const quiet = new Set<Person>();

  const act = (thread: Thread): void => {
    if (!quiet.has(thread.person)) drawSession(random, sessions)(thread);
  };

  const inputs = random.int(...options.inputs);
  for (let planned = 0; planned < inputs; planned += 3) {
    const thread = random.pick(threads);
    const at = random.int(0, spanMs);
    scheduler.after(at, () => act(thread));
    // Things come in company: an answer within the minute, a second visit at night.
    if (!random.chance(0.4)) continue;
    const next = at + random.pick([random.int(0, 2_000), random.int(0, 20 * MINUTE)]);
    planned += 3;
    if (next < spanMs) scheduler.after(next, () => act(thread));
  }
  for (const [number] of Array.from({ length: random.int(3, 20) }).entries()) {
    scheduler.after(random.int(0, spanMs), () => {
      const at = scheduler.now();
      meta.emit(drawOddity(random, random.pick(REGISTERED_LINES), { number, at }));
    });
  }
  for (const person of people) {
    if (person.next !== null) planChange(options, person, { quiet, threads });
  }
}

function drawSession(random: Random, sessions: Sessions): (thread: Thread) => void {
  const draw = random.int(1, 100);
  if (draw <= 45) return sessions.burst;
  if (draw <= 75) return sessions.answer;
  if (draw <= 90) return sessions.remark;
  return draw <= 96 ? sessions.call : sessions.history;
}

function threadOf(person: Person, line: Thread["line"]): Thread {
  return { person, line, incoming: [], outgoing: [] };
}

/**
 * A person changes number or user id. In most runs they keep quiet from two hours before until WhatsApp's word of it has reached us on
 * all lines, so that they must be one contact whatever else happens. In the others they write on under the new name at once; then two
 * contacts are no mistake (WhatsApp section 4: recorded as a merge proposal, never merged silently).
 */
function planChange(
  { world, random, mint, ledger, meta, spanMs }: ChatterOptions,
  person: Person,
  { quiet, threads }: { quiet: Set<Person>; threads: Thread[] },
): void {
  const { scheduler } = world;
  const isOrderly = random.chance(0.75);
  if (!isOrderly) ledger.loosePeople.add(person.name);
  const changeAt = random.int(spanMs / 4, (spanMs * 2) / 3);

  const change = (): void => {
    const own = threads.filter((thread) => thread.person === person);
    let missing = 0;
    for (const { line } of own) {
      const id = mint.wamid("10000000000", "in");
      const after = person.next ?? person.shown();
      const at = scheduler.now();
      const draft = changeDraft(
        { person: person.name, as: person.shown(), line },
        { id, at, after },
      );
      meta.emit(draft);
      missing += 1;
      meta.onAnswered(draft.update, () => {
        missing -= 1;
        if (missing === 0 && isOrderly) settle();
      });
    }
    if (!isOrderly) settle();
  };

  const settle = (): void => {
    person.change();
    quiet.delete(person);
  };

  scheduler.after(changeAt, change);
  if (isOrderly) scheduler.after(changeAt - 2 * HOUR, () => quiet.add(person));
}
