import { describe, expect, it } from "vitest";
import { StoreUnavailableError, type Store } from "../../../src/store/store.ts";
import { ACME, aLine, aMessage, aUser, LINE, T0 } from "../../support/builders.ts";
import { openStoreAt, otherConnection, temporaryPath } from "./setup.ts";

function accept(store: Store, ...ids: string[]) {
  return store.accept(
    ids.map((id) => aMessage(id)),
    { receivedAt: T0, newContactId: () => "ana" },
  );
}

/** Lets other work run `times` times, each a turn of the timers. */
async function turns(times: number): Promise<void> {
  for (let turn = 0; turn < times; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe("a database whose lock another process holds", () => {
  it("makes writers wait until the lock is free, while the event loop goes on and readers are served", async () => {
    const path = temporaryPath();
    const store = await openStoreAt(path);
    await store.putLine(aLine());
    const other = otherConnection(path);
    other.exec("begin immediate");
    let settled = false;
    const written = accept(store, "m1").finally(() => (settled = true));
    await turns(20);
    expect(settled).toBe(false);
    expect(await store.line(ACME, LINE)).toEqual(aLine());
    other.exec("commit");
    expect((await written).map(({ kind }) => kind)).toEqual(["accepted"]);
  });

  it("tells every waiting caller that the store is unavailable when the lock stays taken, and works again afterwards", async () => {
    const path = temporaryPath();
    const store = await openStoreAt(path, 20);
    await store.putLine(aLine());
    const other = otherConnection(path);
    other.exec("begin immediate");
    const results = await Promise.allSettled([
      accept(store, "m1"),
      store.putUser(aUser()),
      store.ping(),
    ]);
    for (const result of results) {
      expect(result).toMatchObject({
        status: "rejected",
        reason: {
          code: "store.unavailable",
          message: "another process holds the lock on the database",
        },
      });
      expect(result.status === "rejected" && result.reason).toBeInstanceOf(StoreUnavailableError);
    }
    other.exec("rollback");
    expect((await accept(store, "m1")).map(({ kind }) => kind)).toEqual(["accepted"]);
    expect(await store.user(ACME, "user-1")).toBeNull();
  });

  it("is waited for at the start, too", async () => {
    const path = temporaryPath();
    const other = otherConnection(path);
    other.exec("begin exclusive");
    const opening = openStoreAt(path);
    await turns(5);
    other.exec("commit");
    const store = await opening;
    await expect(store.ping()).resolves.toBeUndefined();
  });
});
