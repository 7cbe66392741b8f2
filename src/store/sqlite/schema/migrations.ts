import type { DatabaseSync } from "node:sqlite";
import { contactOf } from "../../../domain/contact/stored-contact.ts";
import { StoreUnavailableError } from "../../store.ts";
import { SCHEMA_AUTOMATION } from "./schema-automation.ts";
import { SCHEMA_LINE_SENDING } from "./schema-line-sending.ts";
import { SCHEMA_CRASHES } from "./schema-crashes.ts";
import { SCHEMA_BACKLOG } from "./schema-backlog.ts";
import { SCHEMA_RECORDS } from "./schema-records.ts";
import { SCHEMA_DEAD_ENTRIES } from "./schema-dead-entries.ts";
import { SCHEMA_PEOPLE } from "./schema-people.ts";
import { SCHEMA_RESUMED_LINES } from "./schema-resumed-lines.ts";
import { SCHEMA_REQUESTS } from "./schema-requests.ts";
import { SCHEMA_SEND_CLAIMS } from "./schema-send-claims.ts";
import { SCHEMA_SENDS } from "./schema-sends.ts";
import { SCHEMA_CRM } from "./schema-crm.ts";
import { SCHEMA_LIST } from "./schema-list.ts";
import { SCHEMA_SEARCH } from "./schema-search.ts";
import { SCHEMA_TAG_LISTS } from "./schema-tag-lists.ts";
import { SCHEMA_TAGS } from "./schema-tags.ts";
import { searchTextOf } from "../contacts/search-index.ts";
import { SCHEMA_1 } from "./schema.ts";
import { SCHEMA_MEDIA } from "./schema-media.ts";
import { SCHEMA_TEMPLATES } from "./schema-templates.ts";

/** Migration n brings a database from version n to n + 1. Only ever added to: what has run somewhere is never changed. */
export const MIGRATIONS: readonly string[] = [
  SCHEMA_1,
  SCHEMA_MEDIA,
  SCHEMA_SENDS,
  SCHEMA_REQUESTS,
  SCHEMA_LIST,
  SCHEMA_TAGS,
  SCHEMA_TEMPLATES,
  SCHEMA_LINE_SENDING,
  SCHEMA_CRM,
  SCHEMA_BACKLOG,
  SCHEMA_TAG_LISTS,
  SCHEMA_RECORDS,
  SCHEMA_SEARCH,
  SCHEMA_DEAD_ENTRIES,
  SCHEMA_PEOPLE,
  SCHEMA_SEND_CLAIMS,
  SCHEMA_CRASHES,
  SCHEMA_RESUMED_LINES,
  SCHEMA_AUTOMATION,
];

/** Marks a file as ours ("vent" in ASCII), so that another program's database is never taken over. */
const APPLICATION_ID = 0x76656e74;

/**
 * Brings the database to the version of this code. All missing steps run in one transaction that begins by taking the write
 * lock, so that of two processes that start at once the second finds the work done. Throws `StoreUnavailableError` for a
 * database of a newer version, or of another program; SQLITE_BUSY when the lock is taken (the caller tries again).
 */
export function migrate(db: DatabaseSync, migrations: readonly string[] = MIGRATIONS): void {
  if (versionOf(db) === migrations.length) return;
  // What SQL cannot say: what a contact is found by, from its document.
  db.function("search_text", (doc) => searchTextOf(contactOf(String(doc))));
  db.exec("begin immediate");
  try {
    const version = versionOf(db);
    refuseForeign(db, version);
    if (version > migrations.length) throw newer(version, migrations.length);
    for (const migration of migrations.slice(version)) db.exec(migration);
    db.exec(
      `pragma application_id = ${APPLICATION_ID}; pragma user_version = ${migrations.length}`,
    );
    db.exec("commit");
  } finally {
    if (db.isTransaction) db.exec("rollback");
  }
}

function versionOf(db: DatabaseSync): number {
  return pragma(db, "user_version");
}

function refuseForeign(db: DatabaseSync, version: number): void {
  if (pragma(db, "application_id") === APPLICATION_ID) return;
  const tables = db.prepare("select count(*) as n from sqlite_schema").get()?.["n"];
  if (version === 0 && tables === 0) return;
  throw new StoreUnavailableError(
    "the file is a SQLite database of another program; give Ventana a file of its own",
  );
}

function newer(version: number, known: number): StoreUnavailableError {
  return new StoreUnavailableError(
    `the database has version ${version} and was written by a newer Ventana; this one knows version ${known} and would damage it`,
  );
}

function pragma(db: DatabaseSync, name: "user_version" | "application_id"): number {
  return Number(db.prepare(`pragma ${name}`).get()?.[name]);
}
