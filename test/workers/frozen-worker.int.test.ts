import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { Outcomes } from "../../src/outcomes.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { createAdvance } from "../../src/workers/advance.ts";
import { realPause } from "../../src/workers/pause.ts";
import { openBench, type QueueBench } from "../queues/support/bench.ts";
import { ACME, aLine, aMessage } from "../support/builders.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";

/** Lock and check take ten and five seconds; a busy machine takes longer. */
const STALLED_MS_MAX = 60_000;

let dir: string;
let redis: TestRedis;
let bench: QueueBench & AsyncDisposable;
const children: ChildProcess[] = [];
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "ventana-frozen-"));
  redis = await startRedis();
  bench = openBench(redis);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await bench[Symbol.asyncDispose]();
  await redis.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Starts the worker that will freeze. Returns what it says, as it says it. */
function startFreezing(database: string, wakeFile: string): string[] {
  const script = fileURLToPath(new URL("./support/frozen-worker.ts", import.meta.url));
  const args = [script, redis.url, bench.queues.prefix, database, wakeFile];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const words: string[] = [];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    words.push(...text.split("\n").filter((word) => word !== ""));
  });
  return words;
}

describe("a worker whose event loop stands still past its lock", () => {
  it(
    "finds its work done by another when it wakes, and does it no second time",
    { timeout: 2 * STALLED_MS_MAX },
    async () => {
      const database = join(dir, "ventana.db");
      const wakeFile = join(dir, "wake");
      const store = await openSqliteStore({ path: database });
      await store.putLine(aLine());
      const words = startFreezing(database, wakeFile);
      await expectSoon(() => words).toEqual(["ready"]);
      const [accepted] = await store.accept([aMessage("1"), aMessage("2")], {
        receivedAt: Date.now(),
        newContactId: () => "ct_1",
      });
      if (accepted === undefined || !("conversationId" in accepted)) throw new Error("parked");
      const address = { workspaceId: ACME, conversationId: accepted.conversationId };
      bench.queues.doorbell.ringConversations("live", [address]);
      await expectSoon(() => words.at(-1)).toBe("frozen");

      const advance = createAdvance({
        store,
        clock: systemClock,
        doorbell: bench.queues.doorbell,
        outcomes: new Outcomes(),
        log: bench.log,
        pause: realPause,
        random: Math.random,
      });
      const here: string[] = [];
      bench.work({
        "advance-live": async (one) => void here.push(await advance(one, "live")),
      });
      await expect.poll(() => here, { timeout: STALLED_MS_MAX }).toEqual(["committed"]);
      writeFileSync(wakeFile, "");
      await expectSoon(() => words.slice(2)).toEqual(["awake", "nothing"]);

      const history = await store.history(ACME, address.conversationId);
      expect(history.map(({ applied }) => applied.outcome.kind)).toEqual(["applied", "applied"]);
      const types = ["message.received", "conversation.started_by_contact"] as const;
      const events = await store.events(ACME, { after: 0, limit: 100, types: [...types] });
      expect(events.map(({ type }) => type).sort()).toEqual([
        "conversation.started_by_contact",
        "message.received",
        "message.received",
      ]);
      await store.close();
    },
  );
});
