import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { MIGRATIONS } from "../../src/store/sqlite/schema/migrations.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { cloneRows, keepTemplate, type CloneRules } from "./clone-rows.ts";
import { furnish } from "./inbox.ts";
import { LINE, storedLine } from "./line.ts";
import { acceptAll, commitAll, itemsOf, loadAll } from "./store-way.ts";
import { aMessage } from "./webhooks.ts";

/** All deadlines of the prepared file lie in the day after this: none is due until a benchmark moves it. */
export const FAR_AWAY = Date.UTC(2099, 0, 1);
export const LINES = 10;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Number of the conversation that is made by the store itself; all others are copies of it. No number of the copies reaches it. */
const OPEN_TEMPLATE = 7_654_321;
const CLOSED_TEMPLATE = 7_654_322;
const CHUNK = 50_000;
const LOADER_VERSION = 2;
/** About as long as what people write. */
const TEXT = "Good morning, is the blue one still there?";

const CACHE = new URL("../../.cache/bench-files/", import.meta.url).pathname;

/**
 * Copies a database with so many conversations to `dir`, and answers its path. It is made once per schema and kept under `.cache`.
 *
 * Each conversation has its contact with two aliases, one message, the activity of its opening, and the entry that brought it, on ten lines;
 * three of five are open and two are closed. With `isInbox` they have names, owners and tags besides (`inbox.ts`). Its events and the raw webhook are left out: nothing that is measured reads them, and they
 * would double the file.
 */
export async function prepareConversations(
  count: number,
  { dir, say, isInbox = false }: { dir: string; say: (text: string) => void; isInbox?: boolean },
): Promise<string> {
  const version = createHash("sha256")
    .update(MIGRATIONS.join("") + String(LOADER_VERSION))
    .digest("hex");
  const kind = isInbox ? `${count}-inbox` : String(count);
  const name = `${kind}-${version.slice(0, 12)}.db`;
  const prepared = join(CACHE, name);
  if (!existsSync(prepared)) {
    mkdirSync(CACHE, { recursive: true });
    for (const old of readdirSync(CACHE)) if (isOld(old, kind)) rmSync(join(CACHE, old));
    say(`preparing ${count} conversations, once`);
    const making = join(dir, "prepare.db");
    await make(making, count, isInbox);
    renameSync(making, prepared);
  }
  const path = join(dir, "ventana.db");
  copyFileSync(prepared, path);
  return path;
}

/** Of an earlier schema: its name is this kind's, and another version. */
function isOld(name: string, kind: string): boolean {
  return name.replace(/-[^-]+$/, "") === kind;
}

async function make(path: string, count: number, isInbox: boolean): Promise<void> {
  await makeTemplates(path);
  quickly(path, (db) => {
    cloneAll(db, { template: OPEN_TEMPLATE, count, wanted: "i / 10 % 5 < 3" });
    cloneAll(db, { template: CLOSED_TEMPLATE, count, wanted: "i / 10 % 5 >= 3" });
  });
  // On a connection of its own: the templates stand in temporary tables of the same names.
  if (isInbox) {
    const rows = { from: FIRST_NUMBER, to: FIRST_NUMBER + count };
    quickly(path, (db) => furnish(db, { path, rows }));
  }
  quickly(path, (db) => db.exec("pragma journal_mode = wal"));
}

/** Without a way back: a file that breaks off in the middle is thrown away. */
function quickly(path: string, work: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(path);
  db.exec("pragma journal_mode = memory; pragma synchronous = off; pragma cache_size = -1000000");
  try {
    work(db);
  } finally {
    db.close();
  }
}

/** Two conversations as the engine makes them: an open one, and one that an agent closed. */
async function makeTemplates(path: string): Promise<void> {
  const store = await openSqliteStore({ path });
  for (let line = 0; line < LINES; line++) {
    await store.putLine(storedLine(LINE.phoneNumberId.slice(0, -1) + String(line), FAR_AWAY));
  }
  for (const contact of [OPEN_TEMPLATE, CLOSED_TEMPLATE]) {
    const items = itemsOf([aMessage({ run: "million", contact, serial: contact }, FAR_AWAY, TEXT)]);
    const [id = ""] = await acceptAll(store, items, { at: FAR_AWAY, idPrefix: `${contact}` });
    await commitAll(store, await loadAll(store, [id]), FAR_AWAY);
    if (contact === OPEN_TEMPLATE) continue;
    const command = {
      name: "close",
      description: "Sold",
      reasonCode: null,
      handOverTo: null,
      rearm: true,
    } as const;
    await store.submit({
      workspaceId: DEFAULT_WORKSPACE,
      conversationId: id,
      key: `close-${contact}`,
      command,
      actor: { kind: "user", id: "usr_benchmark" },
      fingerprint: "",
      receivedAt: FAR_AWAY,
    });
    await commitAll(store, await loadAll(store, [id]), FAR_AWAY);
  }
  await store.relay(DEFAULT_WORKSPACE, { limit: 1_000, now: FAR_AWAY });
  await store.close();
}

/** Row numbers begin here, far behind those of the templates. */
export const FIRST_NUMBER = 1_000;

function cloneAll(
  db: DatabaseSync,
  { template, count, wanted }: { template: number; count: number; wanted: string },
): void {
  const contact = `contact like '%${template}%'`;
  const conversation = `(select pk from main.conversations where ${contact})`;
  keepTemplate(db, "contacts", `id like '%${template}%'`);
  keepTemplate(db, "aliases", contact);
  keepTemplate(db, "conversations", contact);
  keepTemplate(db, "entries", `conversation = ${conversation}`);
  keepTemplate(db, "places", `conversation = ${conversation} and kind < 4`);
  keepTemplate(db, "items", "pk in (select ref from temp.places)");
  // Ten rows are room enough for the entries and items of one conversation.
  renumber(db);
  const rules = rulesFor(template);
  for (let from = 0; from < count; from += CHUNK) {
    const range = { rules, wanted, from, to: Math.min(count, from + CHUNK) };
    const clone = (table: string, numbering: Record<string, number>) =>
      cloneRows(db, table, { ...range, numbering });
    db.exec("begin");
    clone("contacts", {});
    clone("aliases", {});
    clone("conversations", { pk: 1, last_entry: 10 });
    clone("entries", { seq: 10, conversation: 1, previous: 10 });
    clone("items", { pk: 10 });
    clone("places", { conversation: 1, ref: 10 });
    db.exec("commit");
  }
}

/** Moves the numbers of the template's rows to `FIRST_NUMBER` and on, each table by itself. */
function renumber(db: DatabaseSync): void {
  const least = (table: string, column: string): number =>
    Number(db.prepare(`select min(${column}) as n from temp.${table}`).get()?.["n"]);
  const [entry, item] = [
    FIRST_NUMBER - least("entries", "seq"),
    FIRST_NUMBER - least("items", "pk"),
  ];
  db.exec(`
    update temp.items set pk = pk + ${item};
    update temp.places set conversation = ${FIRST_NUMBER}, ref = ref + ${item};
    update temp.entries set conversation = ${FIRST_NUMBER}, seq = seq + ${entry}, previous = previous + ${entry};
    update temp.conversations set pk = ${FIRST_NUMBER}, last_entry = last_entry + ${entry};
  `);
}

function rulesFor(template: number): CloneRules {
  // A deadline each 86 ms or so, in an order that has nothing to do with that of the rows.
  const offset = `(i * 7919 % 86399) * 1000`;
  const time = (at: number) => [String(at), `${at} + ${offset}`] as const;
  return {
    texts: [
      [LINE.phoneNumberId, `'${LINE.phoneNumberId.slice(0, -1)}' || (i % ${LINES})`],
      [String(template), "printf('%07d', i)"],
      time(FAR_AWAY),
      time(FAR_AWAY + DAY_MS - HOUR_MS),
      time(FAR_AWAY + DAY_MS),
    ],
    times: { from: FAR_AWAY, to: FAR_AWAY + 2 * DAY_MS, sql: offset },
  };
}
