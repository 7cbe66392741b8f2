import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import { StoreUnavailableError } from "../../../src/store/store.ts";
import { ACME, aUser } from "../../support/builders.ts";
import { openStoreAt, openWithDatabase, temporaryPath } from "./setup.ts";

/** Permissions mean nothing to root, so for the time of `work` the test is nobody. */
async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

async function refusal(path: string): Promise<unknown> {
  return openSqliteStore({ path }).then(
    (store) => store.close(),
    (error: unknown) => error,
  );
}

describe("a database that cannot be used", () => {
  it("is refused at the start when it is read-only", async () => {
    const path = temporaryPath();
    await (await openSqliteStore({ path })).close();
    chmodSync(dirname(path), 0o555);
    chmodSync(path, 0o444);
    const error = await unprivileged(() => refusal(path));
    chmodSync(dirname(path), 0o755);
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(error).toMatchObject({
      message: `cannot use the database ${path}: the database file is read-only`,
    });
  });

  it("is refused at the start when the path is a folder", async () => {
    const path = temporaryPath();
    mkdirSync(path);
    expect(await refusal(path)).toMatchObject({
      code: "store.unavailable",
      message: `cannot use the database ${path}: the database file cannot be opened`,
    });
  });

  it("is refused at the start when a file stands where its folder should be", async () => {
    const path = temporaryPath();
    writeFileSync(path, "a file");
    expect(await refusal(join(path, "ventana.db"))).toBeInstanceOf(StoreUnavailableError);
  });

  it("is refused at the start when it is something else", async () => {
    const path = temporaryPath();
    writeFileSync(path, "Dear diary, ".repeat(1_000));
    expect(await refusal(path)).toMatchObject({
      message: `cannot use the database ${path}: the file is not a database`,
    });
  });

  it("is refused at the start when it belongs to another program, and left as it is", async () => {
    const path = temporaryPath();
    const db = new DatabaseSync(path);
    db.exec("create table recipes (name text)");
    expect(await refusal(path)).toMatchObject({
      message: expect.stringContaining("is a SQLite database of another program"),
    });
    expect(db.prepare("select name from sqlite_schema").all()).toHaveLength(1);
    db.close();
  });

  it("is unavailable after it was closed, and can be closed twice", async () => {
    const { store } = await openWithDatabase();
    await Promise.all([store.close(), store.close()]);
    const closed = { code: "store.unavailable", message: "the store is closed" };
    await expect(store.users(ACME)).rejects.toMatchObject(closed);
    await expect(store.putUser(aUser())).rejects.toMatchObject(closed);
  });

  it("makes calls unavailable when it turns read-only while the store is open", async () => {
    const { db, store } = await openWithDatabase();
    db.exec("pragma query_only = on");
    await expect(store.putUser(aUser())).rejects.toMatchObject({
      code: "store.unavailable",
      message: "the database file is read-only",
    });
    db.exec("pragma query_only = off");
    await store.putUser(aUser());
    expect(await store.user(ACME, "user-1")).toEqual(aUser());
  });
});

describe("a new database", () => {
  it("is made with its folder", async () => {
    const path = join(dirname(temporaryPath()), "some", "where", "ventana.db");
    const store = await openStoreAt(path);
    expect(store.name).toBe(`SQLite ${path}`);
    expect(existsSync(path)).toBe(true);
  });

  it("stays in memory when it is asked to", async () => {
    const store = await openStoreAt(":memory:");
    await store.putUser(aUser());
    expect(await store.users(ACME)).toEqual([aUser()]);
    expect(existsSync(":memory:")).toBe(false);
  });

  it("is found again with everything in it", async () => {
    const path = temporaryPath();
    const first = await openSqliteStore({ path });
    await first.putUser(aUser());
    await first.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(await (await openStoreAt(path)).users(ACME)).toEqual([aUser()]);
  });
});
