import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { eventually } from "./support/eventually.ts";
import { createFolder, type Folder } from "./support/folder.ts";
import { limitedTo } from "./support/machine.ts";
import { NO_REDIS, REAL } from "./support/outside.ts";
import { startVentana, type VentanaOptions } from "./support/ventana.ts";

/** Starts a program that is expected not to come up; answers how it ended, and what it said. */
async function startInVain(options: VentanaOptions) {
  await using ventana = startVentana(options);
  await eventually("its end", 120_000, () => (ventana.hasEnded() ? true : undefined));
  const { code } = await ventana.ended;
  return { code, stderr: ventana.stderr(), stdout: ventana.stdout() };
}

async function makeDatabase(folder: Folder): Promise<void> {
  await using ventana = startVentana({ cwd: folder.path, env: { ...REAL, ...NO_REDIS } });
  await ventana.url();
}

describe("a configuration with mistakes", () => {
  test("is answered with every problem at once and exit code 1, and with no secret", async () => {
    await using folder = createFolder();
    const secrets = {
      ADMIN_TOKEN: "canary-token",
      DATABASE_URL: "postgres://user:canary-password@host/db",
      REDIS_URL: "http://user:canary-redis@host",
      WHATSAPP_APP_SECRET: "canary1",
    };
    const env = { ...secrets, PORT: "abc", ROLE: "boss", ENDPOINT_ALLOW: "inside", SWEEP_MS: "1" };
    const { code, stderr, stdout } = await startInVain({ cwd: folder.path, env });
    expect(code).toBe(1);
    for (const key of [...Object.keys(env), "WHATSAPP_VERIFY_TOKEN"]) {
      expect(stderr).toMatch(new RegExp(`^  ${key}(\\.\\d+)?: \\S`, "m"));
    }
    expect(stderr).toContain("The configuration has 9 problem(s):");
    expect(stderr + stdout).not.toContain("canary");
    expect(stderr + stdout).not.toMatch(/^ {4}at /m);
  });

  test("does not start half of the program: no folder, no database, no Redis", async () => {
    await using folder = createFolder();
    await startInVain({ cwd: folder.path, env: { PORT: "abc" } });
    expect(await folder.localRedis()).toBeUndefined();
    expect(() => readFileSync(folder.database)).toThrow("ENOENT");
  });
});

describe("a command that cannot be meant", () => {
  test.each([
    [
      ["statr"],
      "There is no command statr: it is one of start, config, token, workspace, backtest.",
    ],
    [["start", "--help"], 'start takes no words, and "--help" was written behind it.'],
    [["config", "PORT"], 'config takes no words, and "PORT" was written behind it.'],
  ])("is refused with a sentence and exit code 2, and starts nothing: %j", async (args, why) => {
    await using folder = createFolder();
    const { code, stderr, stdout } = await startInVain({ cwd: folder.path, args });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(why);
    expect(() => readFileSync(folder.database)).toThrow("ENOENT");
  });

  test("a backtest where no database is says so, and makes none", async () => {
    await using folder = createFolder();
    const { code, stderr } = await startInVain({ cwd: folder.path, args: ["backtest", "welcome"] });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^There is no database at .*ventana\.db \(DATABASE_URL\)\.\n$/);
    expect(() => readFileSync(folder.database)).toThrow("ENOENT");
  });
});

describe("a machine that does not let it start", () => {
  /** One sentence for people on standard error, exit code 1, and nothing left running. */
  async function expectRefusal(folder: Folder, options: Omit<VentanaOptions, "cwd">, why: RegExp) {
    const { code, stderr, stdout } = await startInVain({ cwd: folder.path, ...options });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Ventana cannot start: [^\n]+\n$/);
    expect(stderr).toMatch(why);
    expect(stdout).not.toContain("Ventana is ready");
    expect(await folder.localRedis()).toBeUndefined();
  }

  test("a port that is taken is named, and the Redis just started does not stay behind", async () => {
    await using folder = createFolder();
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const why = new RegExp(`port ${port} on 127\\.0\\.0\\.1 is taken`);
    await expectRefusal(folder, { env: { ...REAL, PORT: String(port) } }, why);
    other.close();
  });

  test("an address that this machine does not have is named", async () => {
    await using folder = createFolder();
    // TEST-NET-3 of RFC 5737: nobody's.
    const env = { ...REAL, ...NO_REDIS, HOST: "203.0.113.9" };
    await expectRefusal(folder, { env }, /cannot listen on 203\.0\.113\.9/);
  });

  test("a folder that cannot be made, because a file has its name", async () => {
    await using folder = createFolder();
    writeFileSync(join(folder.path, "data"), "");
    await expectRefusal(folder, { env: REAL }, /data\/ventana\.db: its folder cannot be made/);
  });

  test("a folder that may not be written", async () => {
    await using folder = createFolder();
    chmodSync(folder.path, 0o555);
    const options = { env: { ...REAL, ...NO_REDIS }, under: limitedTo("file modes") };
    await expectRefusal(folder, options, /data\/ventana\.db: its folder cannot be made/);
    chmodSync(folder.path, 0o755);
  });

  test("a database file that may be read and not written", async () => {
    await using folder = createFolder();
    await makeDatabase(folder);
    chmodSync(folder.database, 0o444);
    const options = { env: { ...REAL, ...NO_REDIS }, under: limitedTo("file modes") };
    await expectRefusal(folder, options, /data\/ventana\.db: the database file is read-only/);
  });

  test("a file that is no database, and a database of another program", async () => {
    await using folder = createFolder();
    mkdirSync(join(folder.path, "data"));
    writeFileSync(folder.database, "x".repeat(5_000));
    await expectRefusal(folder, { env: REAL }, /data\/ventana\.db: the file is not a database/);
    rmSync(folder.database);
    const theirs = new DatabaseSync(folder.database);
    theirs.exec("create table addresses (name text)");
    theirs.close();
    await expectRefusal(folder, { env: REAL }, /data\/ventana\.db: .*another program/);
  });

  test("a disk that is full", async () => {
    await using folder = createFolder();
    const options = { env: { ...REAL, ...NO_REDIS }, under: limitedTo({ fileKib: 32 }) };
    await expectRefusal(folder, options, /data\/ventana\.db: the disk .*(full|error)/);
  });

  test("an administrator's token that was copied incompletely", async () => {
    await using folder = createFolder();
    const env = { ...REAL, ADMIN_TOKEN: "vt_o984i6tm3qbhouqj0amr6gpl4skn" };
    await expectRefusal(folder, { env }, /ADMIN_TOKEN .* copy it again/);
  });
});
