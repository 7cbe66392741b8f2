import { describe, expect, it } from "vitest";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import { ACME, aLine } from "../../support/builders.ts";
import { startOtherProcess } from "./other-process.ts";
import { openStoreAt, otherConnection, temporaryPath } from "./setup.ts";

const WA_ID = "15550000001";

async function pathWithLine(): Promise<string> {
  const path = temporaryPath();
  const store = await openSqliteStore({ path });
  await store.putLine(aLine());
  await store.close();
  return path;
}

/** Source ids of all messages that stand in the file, and whether it is sound. */
async function found(path: string): Promise<{ sourceIds: string[]; check: unknown }> {
  const store = await openStoreAt(path);
  const waiting = await store.waiting({ before: Number.MAX_SAFE_INTEGER, limit: 10 });
  const mailboxes = await Promise.all(
    waiting.map((ref) => store.load(ACME, ref.conversationId, { maxEntries: 100_000 })),
  );
  const entries = mailboxes.flatMap((mailbox) => mailbox?.entries ?? []);
  const sourceIds = entries.map(({ key }) => key.split("|").at(-1) ?? "");
  const check = otherConnection(path).prepare("pragma integrity_check").get();
  return { sourceIds, check: check?.["integrity_check"] };
}

describe("a process that dies by SIGKILL", () => {
  it("leaves what it accepted, even when it dies the moment the store has answered", async () => {
    const path = await pathWithLine();
    for (const sourceId of ["m1", "m2", "m3"]) {
      const process = await startOtherProcess(path, sourceId);
      await process.acceptAndDie({ waId: WA_ID, sourceId });
    }
    expect(await found(path)).toEqual({ sourceIds: ["m1", "m2", "m3"], check: "ok" });
  });

  it("leaves everything that it answered for, and nothing twice, when it dies in the midst of many writes", async () => {
    const path = await pathWithLine();
    const process = await startOtherProcess(path, "victim");
    const answered: string[] = [];
    let enough: () => void = () => undefined;
    const midst = new Promise<void>((resolve) => (enough = resolve));
    for (let number = 0; number < 2_000; number++) {
      const sourceId = `m${number}`;
      process.accept({ waId: WA_ID, sourceId }).then(
        () => {
          answered.push(sourceId);
          if (answered.length === 300) enough();
        },
        () => undefined,
      );
    }
    await midst;
    await process.kill();
    const { sourceIds, check } = await found(path);
    expect(check).toBe("ok");
    expect(new Set(sourceIds).size).toBe(sourceIds.length);
    expect(sourceIds).toEqual(expect.arrayContaining(answered));
  });
});
