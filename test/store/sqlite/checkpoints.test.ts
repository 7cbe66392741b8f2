import { statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { aUser } from "../../support/builders.ts";
import { openWithDatabase } from "./setup.ts";
import { expectSoon } from "../../support/expect-soon.ts";

const PAGE_BYTES = 4_096;
/** More than twice what starts a checkpoint. */
const PAGES = 10_000;

describe("checkpoints", () => {
  it("move the WAL into the database while writes go on, so that it starts again instead of growing", async () => {
    const { path, db, store } = await openWithDatabase();
    const name = "x".repeat(40 * PAGE_BYTES);
    let users = 0;
    for (let pages = 0; pages < PAGES; pages += 400) {
      await Promise.all(
        Array.from({ length: 10 }, () => store.putUser(aUser({ id: `u${++users}`, name }))),
      );
    }
    const waits = async () => Number(db.prepare("pragma wal_checkpoint(noop)").get()?.["log"]);
    // Small writes, so that what is left over when the thread is done finds a commit to be moved after.
    const grownBack = async () => {
      await store.ping();
      return (await waits()) < PAGES / 2;
    };
    await expectSoon(grownBack).toBe(true);
    expect(statSync(path).size).toBeGreaterThan(4_000 * PAGE_BYTES);
    expect(await store.users("acme")).toHaveLength(users);
  });
});
