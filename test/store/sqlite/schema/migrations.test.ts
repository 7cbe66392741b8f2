import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { emptyContact } from "../../../../src/domain/contact/contact.ts";
import { searchTermsOf } from "../../../../src/domain/conversation/search.ts";
import { connect } from "../../../../src/store/sqlite/connection.ts";
import { migrate, MIGRATIONS } from "../../../../src/store/sqlite/schema/migrations.ts";
import { createSearchIndex } from "../../../../src/store/sqlite/contacts/search-index.ts";
import { StoreUnavailableError } from "../../../../src/store/store.ts";
import { ACME, T0 } from "../../../support/builders.ts";
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

  it("bring the real schema to a database that the store then finds up to date", () => {
    const db = memory();
    migrate(db);
    const before = schemaOf(db);
    migrate(db);
    expect(schemaOf(db)).toEqual(before);
  });
});
