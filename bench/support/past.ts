import { DatabaseSync } from "node:sqlite";
import type { Command } from "../../src/domain/conversation/commands.ts";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";
import { cloneRows, keepTemplate } from "./clone-rows.ts";
import { LINE, storedLine } from "./line.ts";
import { acceptAll, commitAll, itemsOf, loadAll } from "./store-way.ts";
import { aMessage } from "./webhooks.ts";

export const PAST_BEGINS = Date.UTC(2026, 9, 1);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
export const EPISODES = 5;
/** From the first to the last entry of every conversation. */
export const PAST_DAYS = EPISODES * 5 + 1;
const TEMPLATE = 7_654_321;
/** Numbers of entries are kept free for each conversation. */
const ROOM = 200;
const CHUNK = 10_000;
const USER = { kind: "user", id: "usr_benchmark" } as const;

/** What a contact writes in an episode, and what a person answers. */
const TALK = [
  ["Hola, buenas tardes", "Hola, ¿en qué le ayudo?"],
  ["¿Qué precio tiene el azul?", "Cuesta 120 con envío."],
  ["Gracias, lo pienso", "Aquí estamos."],
] as const;

/**
 * Makes a database with so many conversations of some episodes each: contacts write, people answer, messages are sent, delivered and read, windows end and
 * episodes are closed. The first is lived through the store; all others are copies of it under other names.
 */
export async function makePast(path: string, conversations: number): Promise<{ entries: number }> {
  const store = await openSqliteStore({ path });
  await store.putLine(storedLine(LINE.phoneNumberId, PAST_BEGINS));
  const life = new TemplateLife(store);
  for (let episode = 0; episode < EPISODES; episode++) {
    await life.episode(PAST_BEGINS + episode * 5 * DAY_MS);
  }
  const entries = (await store.history(DEFAULT_WORKSPACE, life.id)).length;
  if (entries > ROOM) throw new Error(`the template has ${entries} entries`);
  await store.close();
  const db = new DatabaseSync(path);
  try {
    cloneAll(db, conversations);
  } finally {
    db.close();
  }
  return { entries };
}

/** One conversation, as the engine makes it. */
class TemplateLife {
  readonly #store: Store;
  id = "";
  #count = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  async episode(from: number): Promise<void> {
    let at = from;
    for (const [said, answer] of TALK) {
      at += 10 * MINUTE_MS;
      await this.#says(said, at);
      at += 5 * MINUTE_MS;
      await this.#asks({ name: "read" }, at);
      await this.#sends(answer, at + 1_000);
    }
    // The window ends, and nobody has closed yet.
    await this.#turn(at + 30 * HOUR_MS);
    await this.#asks(
      { name: "close", description: "Atendido", reasonCode: null, handOverTo: null, rearm: true },
      at + 31 * HOUR_MS,
    );
  }

  async #says(text: string, at: number): Promise<void> {
    const serial = TEMPLATE * 100 + this.#count++;
    const items = itemsOf([aMessage({ run: "past", contact: TEMPLATE, serial }, at, text)]);
    const [id = ""] = await acceptAll(this.#store, items, { at, idPrefix: String(TEMPLATE) });
    this.id = id;
    await this.#turn(at);
  }

  async #asks(command: Command, at: number): Promise<void> {
    await this.#store.submit({
      workspaceId: DEFAULT_WORKSPACE,
      conversationId: this.id,
      key: `cmd|usr_benchmark|${TEMPLATE}-${this.#count++}`,
      command,
      actor: USER,
      fingerprint: "",
      receivedAt: at,
    });
    await this.#turn(at);
  }

  async #sends(text: string, at: number): Promise<void> {
    const content = { type: "text", text, previewUrl: false } as const;
    await this.#asks({ name: "send", messages: [{ content, replyToId: null }], refused: [] }, at);
    const claim = { name: `claim ${this.#count}`, now: at, leaseMs: MINUTE_MS, limit: 10 };
    const sends = await this.#store.claimSends(DEFAULT_WORKSPACE, LINE.phoneNumberId, claim);
    for (const { send } of sends) {
      const sourceId = `wamid.out.${TEMPLATE}.${this.#count++}`;
      await this.#store.settleSend({
        workspaceId: DEFAULT_WORKSPACE,
        id: send.id,
        attempt: send.attempts,
        at: at + 500,
        result: { kind: "accepted", sourceId },
      });
      await this.#turn(at + 500);
      for (const [place, status] of (["delivered", "read"] as const).entries()) {
        const receivedAt = at + (place + 1) * 2_000;
        const [item] = itemsOf([
          aMessage({ run: "status", contact: TEMPLATE, serial: 0 }, receivedAt),
        ]);
        const { identity, lineId } = item!;
        await this.#store.accept(
          [
            {
              key: `status|${sourceId}|${status}`,
              lineId,
              identity,
              occurredAt: receivedAt,
              raw: {},
              kind: "status",
              sourceId,
              status,
              errors: [],
              pricing: null,
              callbackData: null,
            },
          ],
          { receivedAt, newContactId: () => "ct_none" },
        );
        await this.#turn(receivedAt);
      }
    }
  }

  async #turn(now: number): Promise<void> {
    await commitAll(this.#store, await loadAll(this.#store, [this.id]), now);
  }
}

function cloneAll(db: DatabaseSync, conversations: number): void {
  const contact = `contact like '%${TEMPLATE}%'`;
  db.exec("pragma journal_mode = off; pragma synchronous = off");
  keepTemplate(db, "contacts", `id like '%${TEMPLATE}%'`);
  keepTemplate(db, "conversations", contact);
  keepTemplate(db, "entries", "true");
  const first = Number(db.prepare("select min(seq) as n from temp.entries").get()?.["n"]);
  const shift = 1_000 - first;
  db.exec(`
    update temp.entries set conversation = 1000, seq = seq + ${shift}, previous = previous + ${shift};
    update temp.conversations set pk = 1000, last_entry = last_entry + ${shift}, next_due_at = null;
  `);
  const rules = {
    texts: [[String(TEMPLATE), "printf('%07d', i)"]] as const,
    times: { from: 0, to: 0, sql: "0" },
  };
  for (let from = 0; from < conversations - 1; from += CHUNK) {
    const to = Math.min(conversations - 1, from + CHUNK);
    const range = { rules, wanted: "true", from, to };
    db.exec("begin");
    cloneRows(db, "contacts", { ...range, numbering: { number: 1 } });
    cloneRows(db, "conversations", {
      ...range,
      numbering: { pk: 1, last_entry: ROOM, contact_number: 1 },
    });
    cloneRows(db, "entries", {
      ...range,
      numbering: { seq: ROOM, conversation: 1, previous: ROOM },
    });
    db.exec("commit");
  }
  db.exec("pragma journal_mode = wal");
}
