import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
let dir: string;

/** A clone with the real launcher, one locked package, a main program of two lines and a stand-in for npm. */
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ventana launcher "));
  cpSync(join(root, "ventana"), join(dir, "ventana"));
  cpSync(join(root, "scripts"), join(dir, "scripts"), { recursive: true });
  plant("package-lock.json", lockFile("1.0.0"));
  plant(
    "src/main.ts",
    `process.on("SIGTERM", () => { console.log("bye"); process.exit(7); });
     console.log("main", ...process.argv.slice(2));
     if (process.argv[2] === "start") setInterval(() => {}, 1000);`,
  );
  plantNpm(installed("1.0.0"));
  // Any Node will do for npm; here it stands for the system's.
  symlinkSync(process.execPath, join(dir, "tools/node"));
});

afterEach(() => rmSync(dir, { recursive: true }));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

/** Every call leaves one line in npm-calls. */
function plantNpm(work: string): void {
  plant("tools/npm", `#!/bin/sh\necho "$@" >>npm-calls\n${work}\n`);
  chmodSync(join(dir, "tools/npm"), 0o755);
}

function lockFile(version: string): string {
  return JSON.stringify({ packages: { "": {}, "node_modules/a": { version } } });
}

/** What a successful npm leaves: its record, and Node in .bin. */
function installed(version: string): string {
  const record = JSON.stringify({ packages: { "node_modules/a": { version } } });
  return `mkdir -p node_modules/.bin && ln -sf "${process.execPath}" node_modules/.bin/node
    sleep 0.3
    echo '${record}' >node_modules/.package-lock.json`;
}

function launch(args: string[], tools = "tools"): ChildProcessWithoutNullStreams {
  const env = { PATH: `${join(dir, tools)}:/usr/bin:/bin`, REDIS_URL: "redis://127.0.0.1:1" };
  return spawn(join(dir, "ventana"), args, { cwd: tmpdir(), env });
}

type Ran = { code: number | null; out: string; err: string };

async function finished(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

const run = (...args: string[]): Promise<Ran> => finished(launch(args));
const npmCalls = (): number =>
  readFileSync(join(dir, "npm-calls"), "utf8").trim().split("\n").length;

describe("the launcher", () => {
  test("installs at the first run only, says so in one line, and works from any directory", async () => {
    const first = await run("config");
    expect(first).toMatchObject({ code: 0, out: "main config\n" });
    expect(first.err.trim().split("\n")).toHaveLength(1);
    expect(await run("token", "a b")).toEqual({ code: 0, out: "main token a b\n", err: "" });
    expect(npmCalls()).toBe(1);
  });

  test("installs once when two are started at the same time", async () => {
    const both = await Promise.all([run("config"), run("config")]);
    expect(both.map(({ out }) => out)).toEqual(["main config\n", "main config\n"]);
    expect(npmCalls()).toBe(1);
  });

  test("installs again when the lock file changes, keeping what a running Ventana has open", async () => {
    await run("config");
    plant("node_modules/a/in-use", "");
    plant("package-lock.json", lockFile("2.0.0"));
    plantNpm(installed("2.0.0"));
    expect(await run("config")).toMatchObject({ code: 0, out: "main config\n" });
    expect(npmCalls()).toBe(2);
    expect(existsSync(join(dir, "node_modules/a/in-use"))).toBe(true);
  });

  test("starts from an empty tree after an installation that was cut off", async () => {
    plant("node_modules/half/a-package", "");
    expect(await run("config")).toMatchObject({ code: 0 });
    expect(existsSync(join(dir, "node_modules/half"))).toBe(false);
  });

  test("takes a tree that npm install by hand has made", async () => {
    plantNpm("exit 1");
    plant("by-hand.sh", installed("1.0.0"));
    await once(spawn("sh", ["by-hand.sh"], { cwd: dir }), "close");
    expect(await run("config")).toMatchObject({ code: 0, err: "" });
  });

  test("refuses packages other than the locked ones", async () => {
    plantNpm(installed("1.0.1"));
    const { code, err } = await run("config");
    expect(code).toBe(1);
    expect(err).toContain("package-lock.json does not fit package.json");
  });

  test("shows the end of npm's words when npm fails", async () => {
    plantNpm("echo no network >&2; exit 1");
    const { code, out, err } = await run("config");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("no network\nventana: npm install failed");
  });

  test("hands its signals to Node", async () => {
    const child = launch(["start"]);
    const ran = finished(child);
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect(await ran).toMatchObject({ code: 7, out: "main start\nbye\n" });
  });

  test("explains itself for an unknown command, and without installing anything", async () => {
    const { code, err } = await run("strat");
    expect(code).toBe(2);
    expect(err).toContain("Usage: ./ventana <command>");
    expect(existsSync(join(dir, "node_modules"))).toBe(false);
  });
});
