import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { withFileLock } from "./file-lock.ts";
import {
  findFreePort,
  identifyRedis,
  sendSignal,
  startRedisServer,
  stopRedisServer,
} from "./redis-process.ts";

/** Longer than a start may take (15 s), because the holder of the lock may be starting the server. */
const LOCK_WAIT_MS_MAX = 30_000;
const START_ATTEMPTS = 4;

export type LocalRedisOptions = {
  /** The program's data directory; the server lives in `redis/` below it. */
  dataDir: string;
  /** Port to try first. Default: the one of the last time, so that processes still running find Redis again. */
  port?: number;
  /** Takes one plain sentence about what was found or started. */
  log: (message: string) => void;
};

export type LocalRedis = {
  url: string;
  /** False when a server of this data directory was running already. */
  started: boolean;
  /** Ends the server unless another live process of this data directory uses it. Close connections before. */
  stop(): Promise<void>;
};

/**
 * Finds or starts the private Redis of a data directory: loopback only, append-only file synced every second, no
 * eviction. Several processes on the directory share one server; the last to stop ends it, also when the one that
 * started it was killed. Throws when no server program is on the PATH or none starts: the caller can go on without,
 * because Redis only carries hints (architecture.md, section 1).
 */
export async function ensureLocalRedis(options: LocalRedisOptions): Promise<LocalRedis> {
  const dir = resolve(options.dataDir, "redis");
  await mkdir(join(dir, "users"), { recursive: true });
  return await withFileLock(join(dir, "lock"), LOCK_WAIT_MS_MAX, async () => {
    const found = await findRunning(dir);
    const server = found ?? (await start(dir, options));
    const leave = await registerUser(dir);
    options.log(`${found ? "Found" : "Started"} Redis on 127.0.0.1:${server.port}`);
    return {
      url: `redis://127.0.0.1:${server.port}`,
      started: found === undefined,
      stop: () => stop(dir, leave),
    };
  });
}

type Server = { pid: number; port: number };

async function findRunning(dir: string): Promise<Server | undefined> {
  const port = await readPort(dir);
  if (port === undefined) return undefined;
  const pid = await identifyRedis(dir, port);
  return pid === undefined ? undefined : { pid, port };
}

async function start(dir: string, options: LocalRedisOptions): Promise<Server> {
  const preferred = options.port ?? (await readPort(dir));
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
    // 1. The usual port, 2. any other, 3. without data that Redis may have refused to load.
    const port = attempt === 0 && preferred !== undefined ? preferred : await findFreePort();
    if (attempt === START_ATTEMPTS - 1) await setDataAside(dir, options.log);
    const result = await startRedisServer({ dir, port, persist: true, detached: true });
    switch (result.outcome) {
      case "started":
        await writeFile(join(dir, "port"), String(port));
        return { pid: result.pid, port };
      case "noProgram":
        throw new Error("no redis-server or valkey-server on the PATH");
      case "ended":
        break;
    }
  }
  throw new Error(`Redis does not start; see ${join(options.dataDir, "redis", "redis.log")}`);
}

/** A damaged file must not keep Redis away for ever: all it holds can be derived from the store again. */
async function setDataAside(dir: string, log: (message: string) => void): Promise<void> {
  const aside = join(dir, "appendonlydir.damaged");
  await rm(aside, { recursive: true, force: true });
  try {
    await rename(join(dir, "appendonlydir"), aside);
    log("Redis did not start with its data; set the data aside and start it empty");
  } catch {
    // There was none: the reason is another one, and redis.log has it.
  }
}

async function readPort(dir: string): Promise<number | undefined> {
  const port = Number(await readFile(join(dir, "port"), "utf8").catch(() => ""));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

let usersOfThisProcess = 0;

/** Notes this process as a user of the server; the answer takes the note back. */
async function registerUser(dir: string): Promise<() => Promise<void>> {
  const note = join(dir, "users", `${process.pid}.${usersOfThisProcess++}`);
  await writeFile(note, "");
  return () => rm(note, { force: true });
}

async function stop(dir: string, leave: () => Promise<void>): Promise<void> {
  await withFileLock(join(dir, "lock"), LOCK_WAIT_MS_MAX, async () => {
    await leave();
    if (await hasLiveUser(dir)) return;
    const server = await findRunning(dir);
    if (server !== undefined) await stopRedisServer(server);
  });
}

/** Notes of processes that were killed are removed on the way. */
async function hasLiveUser(dir: string): Promise<boolean> {
  let live = false;
  for (const name of await readdir(join(dir, "users"))) {
    const pid = Number.parseInt(name, 10);
    if (pid > 0 && sendSignal(pid, 0)) live = true;
    else await rm(join(dir, "users", name), { force: true });
  }
  return live;
}
