import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { createGroupCommit } from "../../../src/store/sqlite/group-commit.ts";
import { StoreUnavailableError } from "../../../src/store/store.ts";
import { commitsInWal, otherConnection, temporaryPath } from "./setup.ts";

const OPTIONS = { retryForMs: 2_000, callersMax: 256, batchMs: 60_000 };

/** A group commit on a database with one table of names. */
function open(options: Partial<typeof OPTIONS> = {}) {
  const path = temporaryPath();
  const db = new DatabaseSync(path);
  onTestFinished(() => db.close());
  db.exec("pragma journal_mode = wal; create table names (name text primary key) strict");
  const nothing = () => undefined;
  const around = { beforeBatch: nothing, afterBatch: nothing, onDisk: () => null };
  const groupCommit = createGroupCommit(db, { ...OPTIONS, ...options }, around);
  const insert = db.prepare("insert into names (name) values (?)");
  const add = (name: string) => groupCommit.write(() => insert.run(name).lastInsertRowid);
  const names = (from: DatabaseSync) =>
    from
      .prepare("select name from names order by rowid")
      .all()
      .map((row) => row["name"]);
  return { path, db, groupCommit, add, names, commits: () => commitsInWal(path) - 1 };
}

describe("the group commit", () => {
  it("writes what is asked for in one turn of the event loop in one transaction, in that order", async () => {
    const { db, add, names, commits } = open();
    const asked = Array.from({ length: 100 }, (_, index) => `name ${index}`);
    await Promise.all(asked.map(add));
    expect(names(db)).toEqual(asked);
    expect(commits()).toBe(1);
  });

  it("answers each caller what its own work returned", async () => {
    const { add } = open();
    expect(await Promise.all(["a", "b", "c"].map(add))).toEqual([1, 2, 3]);
  });

  it("answers only when others can read what was written", async () => {
    const { path, add, names } = open();
    const other = otherConnection(path);
    const seen = await Promise.all(["a", "b"].map((name) => add(name).then(() => names(other))));
    expect(seen).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  it("takes back everything of a caller that fails, and nothing of its neighbours", async () => {
    const { db, groupCommit, add, names, commits } = open();
    const broken = groupCommit.write(() => {
      db.exec("insert into names (name) values ('half')");
      throw new Error("broken");
    });
    const results = await Promise.allSettled([add("before"), broken, add("after"), add("before")]);
    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
      "rejected",
    ]);
    await expect(broken).rejects.toThrow("broken");
    expect(names(db)).toEqual(["before", "after"]);
    expect(commits()).toBe(1);
  });

  it("shares transactions again after a batch with a caller that failed", async () => {
    const { db, add, names, commits } = open();
    await Promise.allSettled([add("a"), add("a")]);
    await Promise.all([add("b"), add("c")]);
    expect(names(db)).toEqual(["a", "b", "c"]);
    expect(commits()).toBe(2);
  });

  it("puts no more callers into a transaction than it may", async () => {
    const { add, commits } = open({ callersMax: 10 });
    await Promise.all(Array.from({ length: 25 }, (_, index) => add(`name ${index}`)));
    expect(commits()).toBe(3);
  });

  it("ends a batch that has run long enough, and goes on with the rest in the next", async () => {
    const { add, names, db, commits } = open({ batchMs: 0 });
    await Promise.all(["a", "b", "c"].map(add));
    expect(names(db)).toEqual(["a", "b", "c"]);
    expect(commits()).toBe(3);
  });

  it("writes what waits before it closes, and takes nothing afterwards", async () => {
    const { db, groupCommit, add, names } = open();
    const waiting = [add("a"), add("b")];
    const closed = groupCommit.close();
    await expect(add("c")).rejects.toThrow(StoreUnavailableError);
    await closed;
    expect(names(db)).toEqual(["a", "b"]);
    await Promise.all(waiting);
  });
});
