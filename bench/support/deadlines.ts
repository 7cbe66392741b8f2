import { DatabaseSync } from "node:sqlite";
import { FIRST_NUMBER } from "./million.ts";

const DAY_MS = 86_400_000;
const CHUNK = 2_000;

/**
 * Moves the window's end of `count` prepared conversations, from number `first` on, to `dueAt` and then one each `stepMs`, as if their contacts had
 * last written a day before.
 */
export function moveDeadlines(
  databaseFile: string,
  { first, count, dueAt, stepMs }: { first: number; count: number; dueAt: number; stepMs: number },
): void {
  const db = new DatabaseSync(databaseFile, { timeout: 10_000 });
  const begin = FIRST_NUMBER + first;
  const due = `(? + cast((pk - ${begin}) * ? as integer))`;
  const move = db.prepare(
    `with moved (pk, due) as (
       select pk, ${due} from conversations where pk >= ? and pk < ?
     )
     update conversations as c set next_due_at = due, last_activity_at = due - ${DAY_MS},
       doc = json_set(doc, '$.facts.timers.windowClosing', null, '$.facts.timers.windowExpired', due,
         '$.facts.windowExpiresAt', due, '$.facts.lastInboundAt', due - ${DAY_MS},
         '$.lastActivityAt', due - ${DAY_MS}, '$.steppedAt', due - ${DAY_MS})
     from moved where moved.pk = c.pk`,
  );
  try {
    for (let from = begin; from < begin + count; from += CHUNK) {
      move.run(dueAt, stepMs, from, Math.min(from + CHUNK, begin + count));
    }
  } finally {
    db.close();
  }
}
