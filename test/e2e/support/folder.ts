import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identifyRedis, stopRedisServer } from "../../../src/redis-process.ts";

/** A folder of one test alone. */
export interface Folder extends AsyncDisposable {
  readonly path: string;
  readonly database: string;
  /** Process id of the Redis that a start left running here; undefined when there is none. */
  localRedis(): Promise<number | undefined>;
}

/** Disposing ends the Redis that a killed process may have left there, and removes the folder. */
export function createFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), "ventana-e2e-"));
  const redisDir = join(path, "data", "redis");
  const find = async (): Promise<{ pid: number; port: number } | undefined> => {
    const port = Number(await readFile(join(redisDir, "port"), "utf8").catch(() => "0"));
    const pid = port > 0 ? await identifyRedis(redisDir, port) : undefined;
    return pid === undefined ? undefined : { pid, port };
  };
  return {
    path,
    database: join(path, "data", "ventana.db"),
    localRedis: async () => (await find())?.pid,
    async [Symbol.asyncDispose]() {
      const left = await find();
      if (left !== undefined) await stopRedisServer(left);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
