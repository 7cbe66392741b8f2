import { copyFileSync, existsSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { connect, CONNECTION_DEFAULTS } from "../../../src/store/sqlite/connection.ts";
import { openDatabase } from "../../../src/store/sqlite/open.ts";
import { createSqliteStore } from "../../../src/store/sqlite/store.ts";
import { StoreUnavailableError, type Store } from "../../../src/store/store.ts";
import { ACME, aLine, aMessage, T0 } from "../../support/builders.ts";
import { openStoreAt, otherConnection, temporaryPath } from "./setup.ts";

/**
 * A store on a disk that forgets: what the system was not asked to sync is gone with the power. Each sync copies the files as they are when
 * it begins, and ends when the test says so.
 */
async function openOnForgetfulDisk() {
  const path = temporaryPath();
  const kept = temporaryPath();
  let syncs: { done: () => void; fail: (error: Error) => void }[] = [];
  let copies = 0;
  let last: string | null = null;
  const sync = (): Promise<void> => {
    const copy = `${kept}-${++copies}`;
    for (const part of ["", "-wal"]) {
      if (existsSync(path + part)) copyFileSync(path + part, copy + part);
    }
    return new Promise((resolve, reject) => {
      const done = (): void => {
        last = copy;
        resolve();
      };
      syncs.push({ done, fail: reject });
    });
  };
  const db = await openDatabase({ path, retryForMs: 2_000 });
  const connection = connect(db, path, CONNECTION_DEFAULTS, sync);
  const store = createSqliteStore(connection, path);
  let isSlow = false;
  const timer = setInterval(() => {
    if (!isSlow) finishSyncs();
  }, 1);
  function finishSyncs(): void {
    for (const { done } of syncs.splice(0)) done();
  }
  onTestFinished(async () => {
    isSlow = false;
    await store.close();
    clearInterval(timer);
  });
  await store.putLine(aLine());
  return {
    path,
    db,
    store,
    slowDown: () => void (isSlow = true),
    finishSyncs,
    failSyncs(error: Error): void {
      const failing = syncs;
      syncs = [];
      for (const { fail } of failing) fail(error);
    },
    /** The store as it is found when the power is back. */
    async afterPowerLoss(): Promise<Store> {
      if (last === null) throw new Error("nothing was ever synced");
      return openStoreAt(last);
    },
  };
}

function accept(store: Store, id: string) {
  return store.accept([aMessage(id)], { receivedAt: T0, newContactId: () => "ana" });
}

async function messagesIn(store: Store): Promise<string[]> {
  const mailbox = await store.load(ACME, "100000000000001-ana", { maxEntries: 10_000 });
  return mailbox?.entries.map(({ key }) => key.split("|").at(-1) ?? "") ?? [];
}

/** Lets timers run, and the event loop turn. */
async function moment(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
}

const DEAD_DISK = Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" });

describe("a loss of power", () => {
  it("takes nothing that was answered for, at whatever moment it comes", async () => {
    const disk = await openOnForgetfulDisk();
    const answered: string[] = [];
    for (let round = 0; round < 12; round++) {
      const writes = Array.from({ length: 1 + ((round * 7) % 13) }, (_, index) => {
        const id = `m${round}-${index}`;
        return accept(disk.store, id).then(() => answered.push(id));
      });
      await Promise.race(writes);
      const answeredBefore = [...answered];
      const found = await messagesIn(await disk.afterPowerLoss());
      expect(found).toEqual(expect.arrayContaining(answeredBefore));
      await Promise.all(writes);
    }
    expect(answered.length).toBeGreaterThan(50);
  });

  it("takes nothing that was read: nobody hears of what might be gone", async () => {
    const disk = await openOnForgetfulDisk();
    disk.slowDown();
    let accepted = false;
    let seen: number | null = null;
    const written = accept(disk.store, "m1").then(() => (accepted = true));
    await moment();
    const read = disk.store.depth().then(({ waitingEntries }) => (seen = waitingEntries));
    await moment();
    expect({ accepted, seen }).toEqual({ accepted: false, seen: null });
    disk.finishSyncs();
    await Promise.all([written, read]);
    expect({ accepted, seen }).toEqual({ accepted: true, seen: 1 });
    expect(await messagesIn(await disk.afterPowerLoss())).toEqual(["m1"]);
  });

  it("takes nothing that was read of another process's writing, though that process has not synced it", async () => {
    const disk = await openOnForgetfulDisk();
    const other = otherConnection(disk.path);
    other.exec("pragma synchronous = off");
    disk.slowDown();
    await moment();
    other.exec("update heartbeat set beats = 77");
    let beats: number | null = null;
    const read = disk.store.lines(ACME).then(() => (beats = 77));
    await moment();
    expect(beats).toBeNull();
    disk.finishSyncs();
    await read;
    const found = await disk.afterPowerLoss();
    const copy = otherConnection(found.name.replace("SQLite ", ""));
    expect(copy.prepare("select beats from heartbeat").get()).toMatchObject({ beats: 77 });
  });
});

describe("a disk that does not take what is written", () => {
  it("makes the store unavailable to everybody who waits, and to readers, until all of it stands in the database file", async () => {
    const disk = await openOnForgetfulDisk();
    const reader = otherConnection(disk.path);
    reader.exec("begin; select * from heartbeat");
    disk.slowDown();
    const writes = Promise.allSettled([accept(disk.store, "m1"), accept(disk.store, "m2")]);
    await moment();
    disk.failSyncs(DEAD_DISK);
    const [first, second] = await writes;
    expect(first).toMatchObject({ reason: { code: "store.unavailable", cause: { code: "EIO" } } });
    // On a slow machine it is a batch of its own, which that reader keeps from being mended.
    expect(second).toMatchObject({ reason: { code: "store.unavailable" } });
    // The other connection's snapshot stands in the way of the checkpoint that mends it.
    await expect(disk.store.depth()).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(accept(disk.store, "m3")).rejects.toBeInstanceOf(StoreUnavailableError);
    reader.exec("commit");
    expect(await disk.store.depth()).toMatchObject({ waitingEntries: 3 });
    const copy = temporaryPath();
    copyFileSync(disk.path, copy);
    expect(await messagesIn(await openStoreAt(copy))).toEqual(["m1", "m2", "m3"]);
  });
});
