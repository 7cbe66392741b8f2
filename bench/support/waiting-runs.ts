import { DatabaseSync } from "node:sqlite";
import { makeFlowBook } from "../../src/domain/automation/make-flow-book.ts";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { advance } from "../../src/machines/advance.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { cloneRows, keepTemplate } from "./clone-rows.ts";
import { liveFlow } from "./flows.ts";
import { LINE, storedLine } from "./line.ts";
import { FAR_AWAY } from "./million.ts";
import { acceptAll, itemsOf, loadAll } from "./store-way.ts";
import { aMessage } from "./webhooks.ts";

const DAY_MS = 86_400_000;
const TEMPLATE = 7_654_321;
/** Numbers of entries are kept free for each conversation. */
const ROOM = 10;
const CHUNK = 50_000;
const FIRST = 1_000;

/** Waits for three months, and notes that it did. */
const PATIENT = {
  start: { on: "conversation.started_by_contact" },
  steps: [
    { id: "wait", do: "wait", for: { kind: "duration", ms: 90 * DAY_MS }, next: "note" },
    { id: "note", do: "note", text: "Ya pasaron tres meses" },
  ],
};

/** Makes a database of so many conversations, in each of which a run waits for a time that is far away. */
export async function makeWaitingRuns(path: string, count: number): Promise<void> {
  const store = await openSqliteStore({ path });
  await store.putLine(storedLine(LINE.phoneNumberId, FAR_AWAY));
  const flow = liveFlow("patient", PATIENT, FAR_AWAY);
  await store.addFlow(flow.flow, flow.live);
  const book = makeFlowBook("UTC", [flow]);
  const items = itemsOf([aMessage({ run: "runs", contact: TEMPLATE, serial: TEMPLATE }, FAR_AWAY)]);
  const ids = await acceptAll(store, items, { at: FAR_AWAY, idPrefix: String(TEMPLATE) });
  for (const mailbox of await loadAll(store, ids)) {
    const automation = { book, claimed: [] };
    await store.commit(advance({ ...mailbox, now: FAR_AWAY, automation }));
  }
  await store.relay(DEFAULT_WORKSPACE, { limit: 1_000, now: FAR_AWAY });
  await store.close();
  const db = new DatabaseSync(path);
  try {
    cloneAll(db, count);
  } finally {
    db.close();
  }
}

function cloneAll(db: DatabaseSync, count: number): void {
  db.exec("pragma journal_mode = off; pragma synchronous = off");
  for (const table of ["contacts", "aliases", "conversations", "entries", "runs", "run_steps"]) {
    keepTemplate(db, table);
  }
  const shift = FIRST - Number(db.prepare("select min(seq) as n from temp.entries").get()?.["n"]);
  db.exec(`
    update temp.entries set conversation = ${FIRST}, seq = seq + ${shift}, previous = previous + ${shift};
    update temp.conversations set pk = ${FIRST}, last_entry = last_entry + ${shift};
    update temp.runs set pk = ${FIRST}, conversation = ${FIRST};
  `);
  const rules = {
    texts: [[String(TEMPLATE), "printf('%07d', i)"]] as const,
    times: { from: 0, to: 0, sql: "0" },
  };
  for (let from = 0; from < count; from += CHUNK) {
    const range = { rules, wanted: "true", from, to: Math.min(count, from + CHUNK) };
    const clone = (table: string, numbering: Record<string, number>) =>
      cloneRows(db, table, { ...range, numbering });
    db.exec("begin");
    clone("contacts", { number: 1 });
    clone("aliases", {});
    clone("conversations", { pk: 1, last_entry: ROOM, contact_number: 1 });
    clone("entries", { seq: ROOM, conversation: 1, previous: ROOM });
    clone("runs", { pk: 1, conversation: 1 });
    clone("run_steps", {});
    db.exec("commit");
  }
  db.exec("pragma journal_mode = wal");
}

/** Has the waits of `count` runs end at `dueAt`, and then one each `stepMs`. */
export function moveWaits(
  databaseFile: string,
  { first, count, dueAt, stepMs }: { first: number; count: number; dueAt: number; stepMs: number },
): void {
  const db = new DatabaseSync(databaseFile, { timeout: 10_000 });
  const begin = FIRST + first;
  const due = `(? + cast((pk - ${begin}) * ? as integer))`;
  try {
    db.prepare(
      `with moved (pk, due) as (select pk, ${due} from conversations where pk >= ? and pk < ?)
       update conversations as c set next_due_at = due,
         doc = json_set(doc, '$.facts.timers.automation', due, '$.automation.runs[0].wait.dueAt', due,
           '$.facts.timers.windowClosing', null, '$.facts.timers.windowExpired', null,
           '$.steppedAt', due - ${DAY_MS})
       from moved where moved.pk = c.pk`,
    ).run(dueAt, stepMs, begin, begin + count);
  } finally {
    db.close();
  }
}
