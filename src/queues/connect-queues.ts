import type { Redis } from "ioredis";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { BullDoorbell } from "./bull-doorbell.ts";
import { connectProducer, connectWorker } from "./connection.ts";
import type { Doorbell } from "./doorbell.ts";
import { createSilentDoorbell } from "./silent-doorbell.ts";

/** This process's side of Redis. */
export interface Queues {
  doorbell: Doorbell;
  prefix: string;
  /** A connection for workers; null in a process without Redis. Whoever asks for it closes it. */
  connectWorker: (() => Redis) | null;
  /** Whether rings get through at this moment. */
  isReady(): boolean;
  /** Calls back whenever the connection comes up, the first time included. */
  onReady(listener: () => void): void;
  probe(): Promise<"up" | "down">;
  counts(): Promise<{ queue: string; state: string; count: number }[]>;
  scheduleSweep(everyMs: number): Promise<void>;
  close(): Promise<void>;
}

const PROBE_MS = 1_000;

export function connectQueues(options: {
  url: string | null;
  prefix: string;
  clock: Clock;
  log: Log;
  onLost: () => void;
}): Queues {
  const { url, prefix, clock, log, onLost } = options;
  if (url === null) return withoutRedis(prefix, onLost);
  const connection = connectProducer(url);
  reportChanges(connection, log);
  const doorbell = new BullDoorbell({ connection, prefix, clock, onLost });
  return {
    doorbell,
    prefix,
    connectWorker: () => connectWorker(url),
    isReady: () => connection.status === "ready",
    onReady: (listener) => void connection.on("ready", listener),
    probe: () => probe(connection),
    counts: () => doorbell.counts(),
    async scheduleSweep(everyMs) {
      if (connection.status === "ready") await doorbell.scheduleSweep(everyMs);
    },
    async close() {
      connection.removeAllListeners("close");
      await doorbell.close();
      connection.disconnect();
    },
  };
}

function withoutRedis(prefix: string, onLost: () => void): Queues {
  return {
    doorbell: createSilentDoorbell(onLost),
    prefix,
    connectWorker: null,
    isReady: () => false,
    onReady: () => {},
    probe: () => Promise.resolve("down"),
    counts: () => Promise.resolve([]),
    scheduleSweep: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** Says once when Redis goes, and once when it is back; ioredis itself would repeat every failed attempt. */
function reportChanges(connection: Redis, log: Log): void {
  let isUp: boolean | null = null;
  connection.on("ready", () => {
    if (isUp === false) log.info("Redis is back; rings reach the workers again");
    isUp = true;
  });
  connection.on("close", () => {
    if (isUp !== false) log.warn("Redis is away; work goes on through the store, a little later");
    isUp = false;
  });
  connection.on("error", () => {});
}

async function probe(connection: Redis): Promise<"up" | "down"> {
  if (connection.status !== "ready") return "down";
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"down">((resolve) => {
    timer = setTimeout(() => resolve("down"), PROBE_MS);
  });
  try {
    return await Promise.race([connection.ping().then((): "up" => "up"), late]);
  } catch {
    return "down";
  } finally {
    clearTimeout(timer);
  }
}
