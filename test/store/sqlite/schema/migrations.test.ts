import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { emptyContact } from "../../../../src/domain/contact/contact.ts";
import { searchTermsOf } from "../../../../src/domain/conversation/search.ts";
import { connect } from "../../../../src/store/sqlite/connection.ts";
import { migrate, MIGRATIONS } from "../../../../src/store/sqlite/schema/migrations.ts";
import { createSearchIndex } from "../../../../src/store/sqlite/contacts/search-index.ts";
import { StoreUnavailableError } from "../../../../src/store/store.ts";
import { newSend } from "../../../../src/domain/sending/send.ts";
import { createSqliteStore } from "../../../../src/store/sqlite/store.ts";
import { aFlow, aFlowVersion } from "../../../support/automation-builders.ts";
import { ACME, aLine, LINE, T0 } from "../../../support/builders.ts";
import { aConversation } from "../../../support/plain-step.ts";
import { otherConnection, temporaryPath } from "../setup.ts";

const FIRST = "create table pets (name text) strict; insert into pets (name) values ('Rex')";
const SECOND = "alter table pets add column legs integer; update pets set legs = 4";

function memory(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  onTestFinished(() => db.close());
  return db;
}

function schemaOf(db: DatabaseSync): unknown {
  const rows = db.prepare("select type, name, sql from sqlite_schema order by name").all();
  return [db.prepare("pragma user_version").get()?.["user_version"], ...rows];
}

describe("migrations", () => {
  it("run in order, each once", () => {
    const db = memory();
    migrate(db, [FIRST]);
    migrate(db, [FIRST, SECOND]);
    migrate(db, [FIRST, SECOND]);
    expect(db.prepare("select name, legs from pets").all()).toEqual([{ name: "Rex", legs: 4 }]);
    expect(db.prepare("pragma user_version").get()).toMatchObject({ user_version: 2 });
  });

  it("leave a database as it was when one of them fails", () => {
    const db = memory();
    migrate(db, [FIRST]);
    const before = schemaOf(db);
    expect(() => migrate(db, [FIRST, SECOND, "create table broken ("])).toThrow("incomplete input");
    expect(db.isTransaction).toBe(false);
    expect(schemaOf(db)).toEqual(before);
  });

  it("refuse a database of a newer version, and change nothing in it", () => {
    const db = memory();
    migrate(db, [FIRST, SECOND]);
    const before = schemaOf(db);
    expect(() => migrate(db, [FIRST])).toThrow(StoreUnavailableError);
    expect(() => migrate(db, [FIRST])).toThrow(
      "the database has version 2 and was written by a newer Ventana; this one knows version 1",
    );
    expect(schemaOf(db)).toEqual(before);
  });

  it("find their work done when another process was faster", () => {
    const path = temporaryPath();
    const [one, other] = [otherConnection(path), otherConnection(path)];
    migrate(one, [FIRST, SECOND]);
    migrate(other, [FIRST, SECOND]);
    expect(other.prepare("select count(*) as pets from pets").get()).toEqual({ pets: 1 });
  });

  it("let contacts from before there was a search be found", async () => {
    const db = memory();
    migrate(db, MIGRATIONS.slice(0, 4));
    const add = db.prepare("insert into contacts (workspace, id, doc) values (?, ?, ?)");
    for (const [id, name] of [
      ["ct_1", "Ana Souza"],
      ["ct_2", "José"],
    ] as const) {
      const contact = { ...emptyContact(ACME, id, T0), name };
      add.run(ACME, id, JSON.stringify({ ...contact, schema: undefined, isCrmContact: false }));
    }
    db.exec(
      `insert into conversations (workspace, id, line, contact, version, open) values ('${ACME}', 'c', 'l', 'ct_2', 0, 0)`,
    );
    migrate(db);
    const connection = connect(db, ":memory:");
    const found = (text: string) =>
      createSearchIndex(connection).find(ACME, searchTermsOf(text) ?? [], 10);
    expect([found("ana"), found("jos"), found("b")]).toEqual([[1], [2], []]);
    const row = db.prepare("select contact_number from conversations").get();
    expect(row).toEqual({ contact_number: 2 });
  });

  it("let conversations and sends from before there were automations go on", async () => {
    const db = memory();
    migrate(db, MIGRATIONS.slice(0, 17));
    const contact = JSON.stringify(emptyContact(ACME, "ct_1", T0));
    const { automation: _, ...conversation } = aConversation({
      workspaceId: ACME,
      id: "c1",
      lineId: LINE,
      contactId: "ct_1",
      version: 1,
    });
    const { driver: _driver, timers, ...facts } = conversation.facts;
    const { automation: _timer, ...oldTimers } = timers;
    const old = { ...conversation, schema: 3, facts: { ...facts, timers: oldTimers } };
    const { id, lineId } = conversation;
    const { lease: _lease, ...send } = newSend({
      conversationId: id,
      version: 1,
      index: 0,
      lineId,
      contactId: "ct_1",
      content: { type: "text", text: "hi", previewUrl: false },
      replyToId: null,
      queuedAt: T0,
    });
    const run = (sql: string, ...values: (string | number)[]) => db.prepare(sql).run(...values);
    run("insert into workspaces (id, last_seq, relayed_seq) values (?, 3, 0)", ACME);
    run(
      "insert into contacts (workspace, id, number, doc) values (?, 'ct_1', 1, ?)",
      ACME,
      contact,
    );
    run(
      `insert into conversations (workspace, id, line, contact, version, bucket, contact_number, doc)
       values (?, ?, ?, 'ct_1', 1, 0, 1, ?)`,
      ACME,
      id,
      lineId,
      JSON.stringify(old),
    );
    run(
      `insert into sends (workspace, id, conversation, line, state, attempts, next_attempt_at, queued_at, doc)
       values (?, ?, 1, ?, 'queued', 0, ?, ?, ?)`,
      ACME,
      send.id,
      lineId,
      T0,
      T0,
      JSON.stringify(send),
    );
    migrate(db);
    const store = createSqliteStore(connect(db, ":memory:"), ":memory:");
    await store.putLine(aLine());
    const mailbox = await store.load(ACME, id, { maxEntries: 1 });
    expect(mailbox).toMatchObject({
      conversation: { schema: 4, automation: null, facts: { timers: { automation: null } } },
      flowsVersion: 0,
    });
    const claim = { name: "c", now: T0, leaseMs: 1, limit: 1 };
    const driver = { kind: "nobody", lease: 0 };
    expect(await store.claimSends(ACME, lineId, claim)).toMatchObject([
      { send: { lease: null }, driver },
    ]);
    expect(await store.startsCursor(ACME)).toBe(0);
    await store.addFlow(aFlow(), aFlowVersion());
    expect(await store.load(ACME, id, { maxEntries: 1 })).toMatchObject({ flowsVersion: 1 });
    // The snapshot of the last read ends with this turn of the event loop; then the database may be closed.
    await new Promise(setImmediate);
  });

  it("bring the real schema to a database that the store then finds up to date", () => {
    const db = memory();
    migrate(db);
    const before = schemaOf(db);
    migrate(db);
    expect(schemaOf(db)).toEqual(before);
  });
});
