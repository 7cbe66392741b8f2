import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compose } from "../src/compose.ts";
import { readConfig } from "../src/config.ts";
import { createLog } from "../src/log.ts";
import { writeOperations, type ApiDocument } from "./client/operations.ts";

/*
 * `node scripts/generate-client.ts`: writes clients/typescript/operations.ts anew from the document that the API gives of itself. Run it
 * after a change of routes, also when two branches changed that file; with `--check`, which `./ventana check` does, it only compares.
 */

const TARGET = new URL("../clients/typescript/operations.ts", import.meta.url);

const dir = mkdtempSync(join(tmpdir(), "ventana-client-"));
const read = readConfig({
  DATABASE_URL: "sqlite::memory:",
  DATA_DIR: dir,
  ROLE: "http",
  WHATSAPP_APP_SECRET: "nobody calls",
  WHATSAPP_VERIFY_TOKEN: "nobody calls",
});
if (read.kind === "invalid") throw new Error(JSON.stringify(read.problems));
const engine = await compose({
  config: read.config,
  log: createLog({ level: "silent", plain: true }),
  redisUrl: null,
  whatsapp: { appSecrets: [], verifyToken: "" },
});
const document = (await engine.app.inject("/openapi.json")).json<ApiDocument>();
await engine.close();
rmSync(dir, { recursive: true, force: true });
const text = writeOperations(document);
if (!process.argv.includes("--check")) {
  writeFileSync(TARGET, text);
} else if (readFileSync(TARGET, "utf8") !== text) {
  process.stdout.write(
    "The API has changed: run `node scripts/generate-client.ts`, and commit what it writes.\n",
  );
  process.exitCode = 1;
}
