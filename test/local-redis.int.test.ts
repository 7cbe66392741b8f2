import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ensureLocalRedis, type LocalRedis } from "../src/local-redis.ts";
import { identifyRedis, sendSignal, withRedis } from "../src/redis-process.ts";
import { startRedis } from "./support/redis.ts";

let dataDir: string;
let open: LocalRedis[];
let lines: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "ventana local redis "));
  open = [];
  lines = [];
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const redis of open) await redis.stop();
  await rm(dataDir, { recursive: true });
});

async function ensure(port?: number): Promise<LocalRedis> {
  const log = (line: string): void => void lines.push(line);
  const redis = await ensureLocalRedis({ dataDir, log, ...(port === undefined ? {} : { port }) });
  open.push(redis);
  return redis;
}

const portOf = (redis: LocalRedis): number => Number(new URL(redis.url).port);
const pidOf = (redis: LocalRedis): Promise<number | undefined> =>
  identifyRedis(join(dataDir, "redis"), portOf(redis));

describe("the private Redis of a data directory", () => {
  test("is started on the loopback, keeps an append-only file and is gone after stop", async () => {
    const redis = await ensure();
    expect(redis.started).toBe(true);
    expect(lines).toEqual([`Started Redis on 127.0.0.1:${portOf(redis)}`]);
    const config = await withRedis(portOf(redis), (r) => r.config("GET", "append*"));
    expect(config).toEqual(expect.arrayContaining(["appendonly", "yes", "everysec"]));
    await redis.stop();
    expect(await pidOf(redis)).toBeUndefined();
  });

  test("is shared by everybody who asks at the same time, and ended by the last", async () => {
    const all = await Promise.all([ensure(), ensure(), ensure()]);
    expect(all.map((redis) => redis.started).filter(Boolean)).toHaveLength(1);
    expect(new Set(all.map((redis) => redis.url)).size).toBe(1);
    await all[0]!.stop();
    await all[1]!.stop();
    expect(await pidOf(all[2]!)).toBeDefined();
    await all[2]!.stop();
    expect(await pidOf(all[2]!)).toBeUndefined();
  });

  test("comes back on the same port with its data after it was killed", async () => {
    const first = await ensure();
    await withRedis(portOf(first), (r) => r.set("k", "v"));
    await withRedis(portOf(first), (r) => r.config("SET", "appendfsync", "always"));
    sendSignal((await pidOf(first))!, "SIGKILL");
    const second = await ensure();
    expect(second).toMatchObject({ url: first.url, started: true });
    expect(await withRedis(portOf(second), (r) => r.get("k"))).toBe("v");
  });

  test("outlives a killed process and is ended by the next that used it", async () => {
    const module = join(import.meta.dirname, "../src/local-redis.ts");
    const script = `const { ensureLocalRedis } = await import(${JSON.stringify(module)});
      await ensureLocalRedis({ dataDir: process.argv[1], log: console.log });
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, "--", dataDir]);
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    const redis = await ensure();
    expect(redis.started).toBe(false);
    await redis.stop();
    expect(await pidOf(redis)).toBeUndefined();
  });

  test("takes another port when a stranger's Redis has the usual one", async () => {
    await using stranger = await startRedis();
    const redis = await ensure(stranger.port);
    expect(redis.started).toBe(true);
    expect(portOf(redis)).not.toBe(stranger.port);
  });

  test("starts empty when its file is damaged, and says so", async () => {
    const first = await ensure();
    await withRedis(portOf(first), (r) => r.set("k", "v"));
    await first.stop();
    const manifest = join(dataDir, "redis/appendonlydir/appendonly.aof.manifest");
    await writeFile(manifest, "rubbish\n");
    const second = await ensure();
    expect(await withRedis(portOf(second), (r) => r.get("k"))).toBeNull();
    expect(lines).toContain(
      "Redis did not start with its data; set the data aside and start it empty",
    );
  });

  test("refuses clearly when no server program is on the PATH", async () => {
    vi.stubEnv("PATH", dataDir);
    await expect(ensure()).rejects.toThrow("no redis-server or valkey-server on the PATH");
  });
});
