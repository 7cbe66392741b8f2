import { existsSync } from "node:fs";
import { systemClock } from "../../../src/clock.ts";
import { Outcomes } from "../../../src/outcomes.ts";
import { connectQueues } from "../../../src/queues/connect-queues.ts";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import type { Store } from "../../../src/store/store.ts";
import { createAdvance } from "../../../src/workers/advance.ts";
import { realPause } from "../../../src/workers/pause.ts";
import { startQueueWorkers } from "../../../src/workers/queue-workers.ts";

/*
 * A worker in a process of its own, whose event loop stands still between loading its first conversation and committing it, until a file
 * appears. Arguments: Redis URL, prefix, database, file. Says on its standard output what happens, one word a line.
 */
const [redisUrl = "", prefix = "", database = "", wakeFile = ""] = process.argv.slice(2);
const say = (word: string): void => void process.stdout.write(`${word}\n`);
const log = { debug() {}, info() {}, warn() {}, error: () => say("error") };

const store = await openSqliteStore({ path: database });
let hasFrozen = false;
const freezing: Store = {
  ...store,
  async load(...args) {
    const mailbox = await store.load(...args);
    if (hasFrozen) return mailbox;
    hasFrozen = true;
    say("frozen");
    const cell = new Int32Array(new SharedArrayBuffer(4));
    while (!existsSync(wakeFile)) Atomics.wait(cell, 0, 0, 50);
    say("awake");
    return mailbox;
  },
};
const queues = connectQueues({ url: redisUrl, prefix, clock: systemClock, log, onLost() {} });
const advance = createAdvance({
  store: freezing,
  clock: systemClock,
  doorbell: queues.doorbell,
  outcomes: new Outcomes(),
  log,
  pause: realPause,
  random: Math.random,
});
startQueueWorkers({
  handlers: {
    "advance-live": async (address) => say(await advance(address, "live")),
    "advance-bulk": async () => {},
    "advance-status": async () => {},
    timer: async () => {},
    relay: async () => {},
    deliver: async () => {},
    media: async () => {},
    templates: async () => {},
    automation: async () => {},
    send: async () => {},
    sweep: async () => {},
  },
  connect: queues.connectWorker!,
  prefix,
  clock: systemClock,
  log,
});
say("ready");
