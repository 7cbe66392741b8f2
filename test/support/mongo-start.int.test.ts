import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MongoClient } from "mongodb";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { buildOnce } from "./mongo/build-once.ts";
import { freshDatabaseName, startMongo } from "./mongo-server.ts";

const directory = mkdtempSync(join(tmpdir(), "ventana-mongo-start-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(() => void vi.unstubAllEnvs());

describe("the MongoDB servers of the tests", () => {
  test("are at least one, each with a name of its own", async () => {
    const servers = await startMongo();
    expect(servers.length).toBeGreaterThan(0);
    expect(new Set(servers.map(({ server }) => server)).size).toBe(servers.length);
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(servers.map((server) => server.stop()));
  });

  test("come back on the same port after SIGKILL, the durable ones with data and indexes", async () => {
    const servers = await startMongo();
    for (const { url, durable, process } of servers) {
      if (process === undefined) continue;
      const client = new MongoClient(url, { serverSelectionTimeoutMS: 10_000 });
      const items = client
        .db(freshDatabaseName())
        .collection<{ _id: number; key: string }>("items");
      await items.createIndex({ key: 1 }, { unique: true });
      for (let _id = 0; _id < 20; _id++) await items.insertOne({ _id, key: `k${_id}` });
      await process.kill();
      await process.restart();
      expect(await items.countDocuments()).toBe(durable ? 20 : 0);
      const again = items.insertOne({ _id: 100, key: "k7" });
      const outcome = await again.then(
        () => "written",
        (error: unknown) => String(error),
      );
      expect(outcome).toMatch(durable ? /E11000/ : /^written$/);
      await client.close();
    }
    await Promise.all(servers.map((server) => server.stop()));
  });

  test("are never silently replaced when the given one does not answer, whose password stays secret", async () => {
    vi.stubEnv("MONGO_URL", "mongodb://user:secret@127.0.0.1:1");
    const error: unknown = await startMongo().catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("the server that MONGO_URL names does not answer");
    expect(String(error)).not.toContain("secret");
  });

  test("end the tests by the names of all that was tried when there is none", async () => {
    vi.stubEnv("MONGO_URL", "");
    vi.stubEnv("DOCKER_HOST", "tcp://127.0.0.1:1");
    vi.stubEnv("VENTANA_CACHE", join(directory, "empty"));
    vi.stubEnv("PATH", directory);
    await expect(startMongo()).rejects.toThrow(
      "no MongoDB server for the tests:\n" +
        "- MONGO_URL: not set\n" +
        "- container: no Docker engine answers\n" +
        "- mongo-java-server: mvn is not on the PATH",
    );
  });
});

describe("building once", () => {
  test("several at once build a directory once, and all find it whole", async () => {
    const target = join(directory, "several");
    let builds = 0;
    const build = async (aside: string): Promise<void> => {
      builds++;
      await writeFile(join(aside, "file"), "whole");
    };
    const all = Array.from({ length: 5 }, () => buildOnce({ target, build, onWait: () => {} }));
    await Promise.all(all);
    expect([builds, existsSync(join(target, "file"))]).toEqual([1, true]);
  });

  test("a failed build leaves nothing behind, and the next one may succeed", async () => {
    const target = join(directory, "failing");
    const onWait = (): void => {};
    const failing = buildOnce({ target, onWait, build: () => Promise.reject(new Error("broken")) });
    await expect(failing).rejects.toThrow("broken");
    expect(existsSync(target)).toBe(false);
    await buildOnce({ target, onWait, build: () => Promise.resolve() });
    expect(existsSync(target)).toBe(true);
  });

  test("the lock of a process that was killed does not stop the next one", async () => {
    const target = join(directory, "abandoned");
    symlinkSync("2147483646", `${target}.lock`);
    await buildOnce({ target, onWait: () => {}, build: () => Promise.resolve() });
    expect(existsSync(target)).toBe(true);
  });
});
