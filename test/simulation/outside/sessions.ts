import type { IdMint } from "../../../src/simulator/ids.ts";
import type { Draft, Between } from "./wire.ts";
import {
  edit,
  reaction,
  reactionRemoved,
  revoke,
} from "../../../src/simulator/payloads/content-changes.ts";
import { text } from "../../../src/simulator/payloads/content.ts";
import type { StatusName } from "../../../src/simulator/payloads/status.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { Scheduler } from "../core/scheduler.ts";
import { drawContent, drawRiders } from "./contents.ts";
import type { Ledger } from "./ledger.ts";
import type { Person } from "./people.ts";
import type { SimulatedLine } from "./places.ts";
import {
  callDrafts,
  echoDraft,
  historyDraft,
  messageDraft,
  remarkDraft,
  statusDraft,
} from "./wire.ts";

/** One person and one line, and what they have said to each other: their messages' ids by direction. */
export interface Thread {
  person: Person;
  line: SimulatedLine;
  incoming: string[];
  outgoing: string[];
}

export interface SessionTools {
  scheduler: Scheduler;
  random: Random;
  mint: IdMint;
  ledger: Ledger;
  emit: (draft: Draft) => void;
}

const DIGITS = "10000000000";

/** What two sides do within some minutes: the pieces of which a conversation's life is made. */
export function createSessions({ scheduler, random, mint, ledger, emit }: SessionTools) {
  const between = ({ person, line }: Thread): Between => ({
    person: person.name,
    as: person.shown(),
    line,
  });
  /** Later, something happens, and WhatsApp knows of it at once. */
  const later = (ms: number, happen: (at: number) => Draft): void =>
    scheduler.after(ms, () => emit(happen(scheduler.now())));

  const burst = (thread: Thread): void => {
    const isHasty = random.chance(0.15);
    const count = isHasty ? random.int(3, 8) : random.int(1, 4);
    for (let index = 0, ms = 0; index < count; index++) {
      later(ms, (at) => {
        const id = mint.wamid(DIGITS, "in");
        if (random.chance(0.004)) ledger.poison.add(id);
        else thread.incoming.push(id);
        const riders = drawRiders(random, thread.outgoing);
        const message = { id, at: drawTime(random, at), content: drawContent(random), riders };
        return messageDraft(between(thread), message);
      });
      ms += isHasty ? random.int(0, 60) : random.int(500, 90_000);
    }
  };

  /** Somebody answers on the phone app, and the answer's statuses follow: late, never, or before the answer itself. */
  const answer = (thread: Thread): void => {
    const id = mint.wamid(DIGITS, "out");
    const sentAt = scheduler.now();
    thread.outgoing.push(id);
    const content = drawContent(random);
    const echo = () =>
      echoDraft(between(thread), { id, at: sentAt, content, swapParties: random.chance(0.1) });
    const way = drawWay(random);
    const spread = random.pick([500, 30_000, 1_200_000]);
    const overtakes = random.chance(0.3);
    // What another program sent through the API has statuses, and no echo.
    if (random.chance(0.9)) {
      scheduler.after(overtakes ? random.int(1_000, spread + 1_000) : 0, () => emit(echo()));
    }
    let ms = 0;
    for (const status of way) {
      ms += random.int(0, spread);
      const at = sentAt + ms;
      later(random.chance(0.2) ? random.int(0, spread) : ms, () =>
        statusDraft(
          { person: thread.person.name, as: thread.person.shownInStatus(), line: thread.line },
          {
            sourceId: id,
            status,
            at,
            ...(status === "failed" && { errorCode: random.pick([131026, 131049, 131047]) }),
          },
        ),
      );
    }
  };

  /** A reaction, an edit or a revoke of something that was said, or perhaps has not arrived yet. */
  const remark = (thread: Thread): void => {
    const by = random.chance(0.7) ? "contact" : "business";
    const own = by === "contact" ? thread.incoming : thread.outgoing;
    const theirs = by === "contact" ? thread.outgoing : thread.incoming;
    const kind = random.pick(["reaction", "reaction", "edit", "revoke"] as const);
    const targets = kind === "reaction" ? theirs : own;
    if (targets.length === 0) return burst(thread);
    const target = random.pick(targets.slice(-3));
    const id = mint.wamid(DIGITS, by === "contact" ? "in" : "out");
    const say = (content: ReturnType<typeof text>, key: string): Draft =>
      remarkDraft(between(thread), { id, at: scheduler.now(), content, by, key });
    switch (kind) {
      case "reaction": {
        const emoji = random.pick(["👍", "❤️", "😮"]);
        emit(say(reaction(target, emoji), `r:${id}:${emoji}`));
        if (!random.chance(0.3)) return;
        later(random.int(1_000, 60_000), () => say(reactionRemoved(target), `r:${id}:`));
        return;
      }
      case "edit":
        return emit(say(edit(target, text("better words")), `e:${id}`));
      case "revoke":
        return emit(say(revoke(target), `v:${id}`));
    }
  };

  const call = (thread: Thread): void => {
    const at = scheduler.now();
    const endedAt = at + random.int(5_000, 300_000);
    const [rings, ends] = callDrafts(between(thread), { id: mint.wacid(), at, endedAt });
    if (rings !== undefined) emit(rings);
    if (ends !== undefined) later(endedAt - at, () => ends);
  };

  /** A chunk of what was said before the line was connected: weeks old, in no order, announcing nothing. */
  const history = (thread: Thread): void => {
    const messages = Array.from({ length: random.int(2, 10) }, () => {
      const sentBy = random.chance(0.5) ? ("contact" as const) : ("business" as const);
      return {
        id: mint.wamid(DIGITS, sentBy === "contact" ? "in" : "out"),
        at: scheduler.now() - random.int(2, 80) * 86_400_000,
        sentBy,
        content: drawContent(random),
        status: random.pick(["DELIVERED", "READ", "PENDING"]),
      };
    });
    emit(historyDraft(between(thread), { order: random.int(1, 9), messages }));
  };

  return { burst, answer, remark, call, history };
}

export type Sessions = ReturnType<typeof createSessions>;

/** Mostly now. Some phones run ahead, and some messages were days in reaching WhatsApp. */
function drawTime(random: Random, now: number): number {
  if (random.chance(0.98)) return now;
  return random.chance(0.5)
    ? now + random.int(1_000, 86_400_000)
    : now - random.int(1_000, 3 * 86_400_000);
}

/** Which statuses a message of ours reaches. */
function drawWay(random: Random): StatusName[] {
  if (random.chance(0.1)) return random.chance(0.5) ? ["sent", "failed"] : ["failed"];
  const way: StatusName[] = ["sent", "delivered", "read", "played"];
  return way.slice(0, random.pick([1, 2, 3, 3, 3, 4]));
}
