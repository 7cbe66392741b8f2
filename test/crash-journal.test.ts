import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openCrashJournal } from "../src/crash-journal.ts";
import { randomIds } from "../src/ids.ts";

const AT = 1_700_000_000_000;
const parts = { ids: randomIds, clock: { now: () => AT } };
const REF = { workspaceId: "acme", conversationId: "c1" };

let folder = "";
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "ventana-crashes-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that opens a journal, does this with it, and is gone without a word. */
function dieAfter(what: string): void {
  const program = `
    const { openCrashJournal } = await import(${JSON.stringify(join(import.meta.dirname, "../src/crash-journal.ts"))});
    const { randomIds } = await import(${JSON.stringify(join(import.meta.dirname, "../src/ids.ts"))});
    const journal = await openCrashJournal(${JSON.stringify(folder)}, { ids: randomIds, clock: { now: () => 0 } });
    const ref = ${JSON.stringify(REF)};
    ${what}
    process.kill(process.pid, "SIGKILL");`;
  const ended = spawnSync(process.execPath, ["--input-type=module", "-e", program]);
  expect(ended.signal).toBe("SIGKILL");
}

it("tells the next process over what the one before it died, until that is forgotten", async () => {
  dieAfter(`
    journal.enter({ workspaceId: "acme", conversationId: "before" }, ["a long list", "of", "keys"]);
    journal.leave();
    journal.enter(ref, ["k1", "k2"]);`);
  const crash = { id: expect.stringMatching(/^crash_\w+_2$/), ...REF, keys: ["k1", "k2"], at: AT };
  const second = await openCrashJournal(folder, parts);
  expect(second.found).toEqual([crash]);
  await second.close();
  const third = await openCrashJournal(folder, parts);
  expect(third.found).toEqual([crash]);
  await third.forgetFound();
  await third.close();
  expect((await openCrashJournal(folder, parts)).found).toEqual([]);
});

it.each([
  ["had worked out its turn", `journal.enter(ref, ["k1"]); journal.leave();`],
  ["had no turn yet", ""],
])("blames nothing when the process %s", async (_what, did) => {
  dieAfter(did);
  expect((await openCrashJournal(folder, parts)).found).toEqual([]);
});

it("does not hold up the work where the disk is full by now", async () => {
  const ids = {
    ...randomIds,
    next(kind: string) {
      symlinkSync("/dev/full", join(folder, `${kind}_1.journal`));
      return `${kind}_1`;
    },
  };
  const journal = await openCrashJournal(folder, { ...parts, ids });
  const takeTurn = () => {
    journal.enter(REF, ["k1"]);
    journal.leave();
  };
  expect(takeTurn).not.toThrow();
  await journal.close();
});

it("takes no process for dead that lives, and leaves nothing behind when it ends", async () => {
  const living = await openCrashJournal(folder, parts);
  living.enter(REF, ["k1"]);
  const other = await openCrashJournal(folder, parts);
  expect(other.found).toEqual([]);
  await other.close();
  living.leave();
  await living.close();
  await living.close();
  living.enter(REF, ["of a job that does not end"]);
  living.leave();
  expect(readdirSync(folder)).toEqual([]);
});
