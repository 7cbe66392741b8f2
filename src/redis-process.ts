import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, realpath } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

/** Valkey is the free continuation of Redis and takes the same arguments. */
const SERVER_PROGRAMS = ["redis-server", "valkey-server"];
const START_MS_MAX = 15_000;
const STOP_MS_MAX = 10_000;
const POLL_MS = 20;

export type RedisServerOptions = {
  /** Absolute directory of data and log; made when absent. It is also the server's identity (`identifyRedis`). */
  dir: string;
  port: number;
  /** True: append-only file, synced every second. False: nothing is kept over a restart. */
  persist: boolean;
  /** True: in its own process group, so that a Ctrl-C meant for the program does not reach Redis before it. */
  detached: boolean;
};

export type RedisStart =
  | { outcome: "started"; pid: number }
  /** It ended before it served, as it does when somebody else has the port. */
  | { outcome: "ended" }
  | { outcome: "noProgram" };

/** Starts a Redis (or Valkey) server from the PATH on 127.0.0.1 and waits until it serves, 15 s at most. */
export async function startRedisServer(options: RedisServerOptions): Promise<RedisStart> {
  await mkdir(options.dir, { recursive: true });
  for (const program of SERVER_PROGRAMS) {
    const child = await spawnServer(program, options);
    if (child !== undefined) return await waitUntilServing(child, options);
  }
  return { outcome: "noProgram" };
}

/**
 * The process id of the server on the port if it is the one of this directory and serves; otherwise undefined.
 * A port or a stored process id alone proves nothing: after a crash both may belong to somebody else.
 */
export async function identifyRedis(dir: string, port: number): Promise<number | undefined> {
  try {
    const expected = await realpath(dir);
    return await withRedis(port, async (redis) => {
      const [, actual] = (await redis.config("GET", "dir")) as string[];
      if (actual !== expected || (await redis.ping()) !== "PONG") return undefined;
      const pid = Number(/^process_id:(\d+)/m.exec(await redis.info("server"))?.[1]);
      return Number.isSafeInteger(pid) ? pid : undefined;
    });
  } catch {
    return undefined;
  }
}

/** Runs one short piece of work on a connection of its own; throws when nobody listens or an answer takes 10 s. */
export async function withRedis<T>(port: number, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({
    host: "127.0.0.1",
    port,
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: () => null,
    connectTimeout: 2_000,
    commandTimeout: 10_000,
  });
  // Errors reach the caller through the promises; without a listener ioredis prints them as well.
  redis.on("error", () => {});
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** Ends the server and waits for its end: by SIGTERM (it completes its file), after 10 s by SIGKILL. */
export async function stopRedisServer(server: { pid: number; port: number }): Promise<void> {
  sendSignal(server.pid, "SIGTERM");
  if (await waitForEnd(server)) return;
  sendSignal(server.pid, "SIGKILL");
  await waitForEnd(server);
}

/** Sends the signal (0 only asks whether the process is there); false when there is no such process. */
export function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** True when the server has ended within 10 s. */
export async function waitForEnd(server: { pid: number; port: number }): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < STOP_MS_MAX; waitedMs += POLL_MS) {
    // In a container whose first process collects no dead children, an adopted server stays in the process table
    // as a zombie; Redis gives up its port last, so a free port means the same.
    if (!sendSignal(server.pid, 0) || (await isPortFree(server.port))) return true;
    await sleep(POLL_MS);
  }
  return false;
}

/**
 * A port on 127.0.0.1 that nobody listens on now. Below the range from which the system takes ports for outgoing
 * connections (32768 and up on Linux): a client that reconnects to a stopped server up there can be given the
 * server's own port and then talks to itself for ever.
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isPortFree(port)) return port;
  }
  throw new Error("no free port on 127.0.0.1 between 20000 and 32000");
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      probe.close(() => resolve(true));
    });
  });
}

/** Undefined when the program is not on the PATH. */
function spawnServer(
  program: string,
  options: RedisServerOptions,
): Promise<ChildProcess | undefined> {
  const settings = {
    bind: "127.0.0.1",
    port: String(options.port),
    dir: options.dir,
    logfile: join(options.dir, "redis.log"),
    save: "",
    appendonly: options.persist ? "yes" : "no",
    appendfsync: "everysec",
    // BullMQ loses jobs when Redis evicts keys.
    "maxmemory-policy": "noeviction",
    // Blocking reads end on Redis' own tick: at the default of 10 a delayed job is up to 100 ms late.
    hz: "100",
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { detached: options.detached, stdio: "ignore" });
    child.once("spawn", () => resolve(child));
    child.once("error", (error) => {
      if ("code" in error && error.code === "ENOENT") resolve(undefined);
      else reject(error);
    });
  });
}

async function waitUntilServing(
  child: ChildProcess,
  options: RedisServerOptions,
): Promise<RedisStart> {
  for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += POLL_MS) {
    if (child.exitCode !== null || child.signalCode !== null) return { outcome: "ended" };
    const pid = await identifyRedis(options.dir, options.port);
    if (pid !== undefined) {
      // The server must not keep this process from ending.
      child.unref();
      return { outcome: "started", pid };
    }
    await sleep(POLL_MS);
  }
  child.kill("SIGKILL");
  throw new Error(`Redis did not serve within ${START_MS_MAX} ms; see redis.log beside its data`);
}
