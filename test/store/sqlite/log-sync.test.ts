import { describe, expect, it } from "vitest";
import { createLogSync } from "../../../src/store/sqlite/log-sync.ts";
import { StoreUnavailableError } from "../../../src/store/store.ts";

/** A log whose disk answers when it is told to. */
function open() {
  const syncs: { done: () => void; fail: (error: Error) => void }[] = [];
  const mends: boolean[] = [];
  let canMend = false;
  const log = createLogSync({
    sync: () => new Promise((resolve, reject) => void syncs.push({ done: resolve, fail: reject })),
    mend() {
      mends.push(canMend);
      if (!canMend) throw new Error("somebody reads");
    },
  });
  return { log, syncs, mends, allowMending: () => void (canMend = true) };
}

/** Lets everything happen that needs no disk. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

const DEAD_DISK = Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" });

describe("the log", () => {
  it("is taken for unsynced at first, because of what processes before may have left", async () => {
    const { log, syncs } = open();
    const first = log.pending();
    expect(syncs).toHaveLength(1);
    syncs[0]?.done();
    await first;
    expect(log.pending()).toBeNull();
  });

  it("serves with one sync all that was written before it began, and with the next what came meanwhile", async () => {
    const { log, syncs } = open();
    const settled: string[] = [];
    const wait = (name: string) => log.pending()?.then(() => settled.push(name));
    void wait("one");
    void wait("two");
    log.mark();
    void wait("three");
    void wait("four");
    expect(syncs).toHaveLength(1);
    syncs[0]?.done();
    await turn();
    expect(settled).toEqual(["one", "two"]);
    expect(syncs).toHaveLength(2);
    syncs[1]?.done();
    await turn();
    expect(settled).toEqual(["one", "two", "three", "four"]);
    expect(log.pending()).toBeNull();
  });

  it("makes the store unavailable when the disk does not take it, with the system's error as the cause", async () => {
    const { log, syncs } = open();
    const first = log.pending();
    syncs[0]?.fail(DEAD_DISK);
    await expect(first).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(first).rejects.toMatchObject({ cause: { code: "EIO" } });
  });

  it("never takes another sync for proof after one that failed: it is unavailable until it was mended", async () => {
    const { log, syncs, mends, allowMending } = open();
    const first = log.pending();
    log.mark();
    const second = log.pending();
    syncs[0]?.fail(DEAD_DISK);
    await expect(first).rejects.toThrow("the disk did not take what was written");
    await expect(second).rejects.toThrow("the disk did not take what was written");
    await expect(log.pending()).rejects.toThrow("the disk did not take what was written");
    expect(syncs).toHaveLength(1);
    allowMending();
    await log.pending();
    expect(mends).toEqual([false, false, true]);
    expect(log.pending()).toBeNull();
    log.mark();
    void log.pending();
    expect(syncs).toHaveLength(2);
  });
});
