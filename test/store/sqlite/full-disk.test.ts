import { describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import { ACME, aMessage, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { openWithDatabase } from "./setup.ts";

function accept(store: Store, id: string) {
  return store.accept([aMessage(id)], { receivedAt: T0, newContactId: () => "ana" });
}

/** Accepts messages until the store refuses one; answers which were accepted, and why the last was not. */
async function fill(store: Store): Promise<{ accepted: string[]; error: unknown }> {
  const accepted: string[] = [];
  for (let number = 0; ; number++) {
    try {
      await accept(store, `m${number}`);
      accepted.push(`m${number}`);
    } catch (error) {
      return { accepted, error };
    }
  }
}

describe("a full disk", () => {
  it("makes writes unavailable with the cause, loses nothing that was answered, and heals when there is room again", async () => {
    const { db, store } = await openWithDatabase();
    const pages = Number(db.prepare("pragma page_count").get()?.["page_count"]);
    db.exec(`pragma max_page_count = ${pages + 20}`);

    const { accepted, error } = await fill(store);
    expect(accepted.length).toBeGreaterThan(0);
    expect(error).toMatchObject({
      code: "store.unavailable",
      message: "the disk that holds the database is full",
      cause: { errcode: 13 },
    });
    const ref = [ACME, "100000000000001-ana"] as const;
    const load = () => store.load(...ref, { maxEntries: 10_000 });
    const keys = async () => (await load())?.entries.map(({ key }) => key.split("|").at(-1));
    expect(await keys()).toEqual(accepted);

    db.exec("pragma max_page_count = 1000000");
    await accept(store, "afterwards");
    expect(await keys()).toEqual([...accepted, "afterwards"]);
    const mailbox = await load();
    expect(mailbox && (await store.commit(commitOf(mailbox, { at: T0 })))).toBe("committed");
    expect(db.prepare("pragma integrity_check").get()).toMatchObject({ integrity_check: "ok" });
  });

  it("fails all callers of the batch that met it, and is noticed by a ping", async () => {
    const { db, store } = await openWithDatabase();
    const pages = Number(db.prepare("pragma page_count").get()?.["page_count"]);
    db.exec(`pragma max_page_count = ${pages + 4}`);
    await fill(store);
    const results = await Promise.allSettled([
      store.ping(),
      accept(store, "x".repeat(50_000)),
      accept(store, "another"),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });
});
