import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LAYERS } from "../scripts/lint/layers.ts";

const root = join(import.meta.dirname, "..");

/** The linter loads the types of the whole project. */
const SLOW_MS = 120_000;

type Plant = { file: string; line: string; bites: string | undefined };

const IMPORTS = "eslint(no-restricted-imports)";
const GLOBALS = "eslint(no-restricted-globals)";
const PROPERTIES = "eslint(no-restricted-properties)";
const CLOCK = "ventana(no-present-time)";

/** Statements that the linter must refuse, and neighbours of them that it must not. */
const PLANTS: Plant[] = [
  ...imports("domain/a.ts", {
    good: ["zod", "./b.ts", "./deep/b.ts"],
    bad: ["xstate", "node:crypto", "../machines/m.ts", "../config.ts", "../store/store.ts"],
  }),
  ...imports("domain/deep/a.ts", { good: ["../b.ts"], bad: ["../../machines/m.ts"] }),
  ...imports("machines/a.ts", {
    good: ["xstate", "../domain/d.ts"],
    bad: ["zod", "bullmq", "node:fs", "../store/store.ts", "../workers/w.ts", "../compose.ts"],
  }),
  ...imports("machines/regions/a.ts", {
    good: ["../setup.ts", "../../domain/d.ts"],
    bad: ["../../store/store.ts", "../../config.ts"],
  }),
  ...imports("store/a.ts", {
    good: ["../domain/d.ts", "./b.ts"],
    bad: ["./sqlite/open.ts", "./mongo/open.ts", "node:sqlite", "mongodb", "../machines/m.ts"],
  }),
  ...imports("store/sqlite/a.ts", {
    good: ["node:sqlite", "../store.ts", "../../domain/d.ts"],
    bad: ["mongodb", "../mongo/open.ts", "../../machines/m.ts", "bullmq"],
  }),
  ...imports("store/mongo/a.ts", {
    good: ["mongodb", "../store.ts", "../../domain/d.ts"],
    bad: ["node:sqlite", "../sqlite/open.ts", "../../queues/q.ts"],
  }),
  ...imports("media/a.ts", {
    good: ["undici", "node:fs/promises", "../domain/d.ts", "./blob-store.ts"],
    bad: ["../store/store.ts", "../http/app.ts", "../channels/c.ts", "fastify"],
  }),
  ...imports("workers/media-port.ts", {
    good: ["../media/blob-store.ts"],
    bad: ["../media/disk-blobs.ts"],
  }),
  ...imports("sending/a.ts", {
    good: ["../domain/d.ts", "../store/store.ts", "./b.ts"],
    bad: [
      "zod",
      "../http/app.ts",
      "../workers/w.ts",
      "../store/sqlite/open.ts",
      "../channels/c.ts",
    ],
  }),
  ...imports("crm/a.ts", {
    good: ["../domain/d.ts", "../store/store.ts"],
    bad: ["../http/app.ts", "../workers/w.ts", "../store/mongo/open.ts", "../queues/q.ts"],
  }),
  ...["workers", "http"].flatMap((folder) =>
    imports(`${folder}/shared.ts`, { good: ["../sending/s.ts", "../crm/c.ts"], bad: [] }),
  ),
  ...imports("queues/a.ts", {
    good: ["bullmq", "ioredis", "../domain/d.ts"],
    bad: ["../store/store.ts", "../workers/w.ts", "fastify"],
  }),
  ...imports("channels/whatsapp/a.ts", {
    good: [
      "node:crypto",
      "undici",
      "secure-json-parse",
      "../../domain/d.ts",
      "../endpoint/sign.ts",
    ],
    bad: ["bullmq", "../../store/store.ts", "../../simulator/s.ts", "../../http/app.ts"],
  }),
  ...imports("workers/a.ts", {
    good: [
      "bullmq",
      "../clock.ts",
      "../machines/m.ts",
      "../store/store.ts",
      "../queues/q.ts",
      "../channels/c.ts",
    ],
    bad: ["../store/sqlite/open.ts", "../store/mongo/open.ts", "../http/app.ts", "../compose.ts"],
  }),
  ...imports("workers/a-driver.ts", {
    good: [],
    bad: ["node:sqlite", "mongodb", "fastify"],
  }),
  ...imports("http/a.ts", {
    good: ["fastify", "@fastify/swagger", "../store/store.ts", "../channels/whatsapp/signature.ts"],
    bad: ["../machines/m.ts", "../workers/w.ts", "../store/sqlite/open.ts", "xstate", "bullmq"],
  }),
  ...imports("http/routes/a.ts", { good: ["../auth.ts"], bad: ["../../machines/m.ts"] }),
  ...imports("simulator/a.ts", {
    good: ["node:http", "node:fs/promises"],
    bad: ["../channels/whatsapp/signature.ts", "../machines/m.ts", "../store/store.ts"],
  }),
  ...imports("demo/a.ts", { good: ["../simulator/s.ts"], bad: ["../machines/m.ts"] }),
  ...imports("shutdown.ts", { good: ["./compose.ts"], bad: ["./simulator/s.ts"] }),
  plant("main.ts", `export * from "./simulator/s.ts"; export * from "./compose.ts";`, undefined),
  ...["workers", "http"].flatMap((folder) => [
    plant(`${folder}/hash.ts`, `export { createHash } from "node:crypto";`, undefined),
    plant(
      `${folder}/uuid.ts`,
      `import { randomUUID } from "node:crypto"; export { randomUUID };`,
      IMPORTS,
    ),
  ]),
  plant("domain/types.ts", `import type { Job } from "bullmq"; export type { Job };`, IMPORTS),
  plant("domain/reexport.ts", `export * from "../store/store.ts";`, IMPORTS),
  plant("domain/dynamic.ts", `export const late = await import("node:fs");`, IMPORTS),
  ...["domain", "machines"].flatMap((folder) => [
    plant(`${folder}/process.ts`, "export const x = process.argv;", GLOBALS),
    plant(`${folder}/timeout.ts`, "setTimeout(() => {}, 1);", GLOBALS),
    plant(`${folder}/fetch.ts`, `export const x = fetch("http://localhost");`, GLOBALS),
    plant(`${folder}/performance.ts`, "export const x = performance.now();", GLOBALS),
    plant(`${folder}/crypto.ts`, "export const x = crypto.randomUUID();", GLOBALS),
    plant(`${folder}/detour.ts`, "export const x = globalThis.Date;", GLOBALS),
  ]),
  ...["domain", "machines", "workers", "http"].flatMap((folder) => [
    plant(`${folder}/now.ts`, "export const x = Date.now();", PROPERTIES),
    plant(`${folder}/random.ts`, "export const x = Math.random();", PROPERTIES),
    plant(`${folder}/new-date.ts`, "export const x = new Date();", CLOCK),
    plant(`${folder}/date.ts`, "export const x = Date();", CLOCK),
    plant(`${folder}/convert.ts`, "export const x = new Date(0).toISOString();", undefined),
  ]),
  plant("queues/env.ts", `export const x = process.env["A"];`, PROPERTIES),
  plant("config.ts", `export const x = process.env["A"];`, undefined),
];

let dir: string;
let findings: Map<string, Set<string>>;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "ventana-layers-"));
  symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
  cpSync(join(root, "oxlint.config.ts"), join(dir, "oxlint.config.ts"));
  cpSync(join(root, "scripts/lint"), join(dir, "scripts/lint"), { recursive: true });
  for (const { file, line } of PLANTS) {
    mkdirSync(join(dir, "src", dirname(file)), { recursive: true });
    writeFileSync(join(dir, "src", file), `${line}\n`);
  }
  findings = lint(dir);
}, SLOW_MS);

afterAll(() => rmSync(dir, { recursive: true }));

describe("the linter", () => {
  test.each(PLANTS.filter(({ bites }) => bites !== undefined))(
    "refuses in src/$file: $line",
    ({ file, bites }) => {
      expect(findings.get(`src/${file}`)).toContain(bites);
    },
  );

  test.each(PLANTS.filter(({ bites }) => bites === undefined))(
    "accepts in src/$file: $line",
    ({ file }) => {
      expect(findings.get(`src/${file}`)).toBeUndefined();
    },
  );

  test("knows every folder of src", () => {
    const folders = readdirSync(join(root, "src"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(LAYERS.map(({ folder }) => folder)).toEqual(expect.arrayContaining(folders));
  });
});

/** Findings of the rules above in src of the directory: file -> rules. That the present source has none is what `./ventana check` asks. */
function lint(cwd: string): Map<string, Set<string>> {
  const { stdout } = spawnSync("oxlint", ["--format=json", "src"], { cwd, encoding: "utf8" });
  const report = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  const found = new Map<string, Set<string>>();
  for (const { code, filename } of report.diagnostics) {
    if (![IMPORTS, GLOBALS, PROPERTIES, CLOCK].includes(code)) continue;
    found.set(filename, (found.get(filename) ?? new Set()).add(code));
  }
  return found;
}

function plant(file: string, line: string, bites: string | undefined): Plant {
  return { file, line, bites };
}

/** One file per import, so that each must be judged on its own. */
function imports(file: string, cases: { good: string[]; bad: string[] }): Plant[] {
  const numbered = (specifier: string, bites: string | undefined, index: number): Plant => {
    const name = file.replace(/\.ts$/, `-${bites ? "bad" : "good"}-${index}.ts`);
    return plant(name, `import { x } from "${specifier}"; export { x };`, bites);
  };
  return [
    ...cases.good.map((specifier, index) => numbered(specifier, undefined, index)),
    ...cases.bad.map((specifier, index) => numbered(specifier, IMPORTS, index)),
  ];
}
