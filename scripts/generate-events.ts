import { readFileSync, writeFileSync } from "node:fs";
import { writeCatalogue } from "./events/write-catalogue.ts";

/*
 * `node scripts/generate-events.ts`: writes docs/events.md anew from the catalogue of events. Run it after a change of the catalogue; with
 * `--check`, which `./ventana check` does, it only compares.
 */

const TARGET = new URL("../docs/events.md", import.meta.url);

const text = writeCatalogue();
if (!process.argv.includes("--check")) {
  writeFileSync(TARGET, text);
} else if (readFileSync(TARGET, "utf8") !== text) {
  process.stdout.write(
    "The events have changed: run `node scripts/generate-events.ts`, and commit what it writes.\n",
  );
  process.exitCode = 1;
}
