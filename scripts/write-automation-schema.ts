import { writeFile } from "node:fs/promises";
import { automationJsonSchema } from "../src/http/automations/json-schema.ts";

/** Writes `docs/automation.schema.json`. A test says when it is not current. */
const url = new URL("../docs/automation.schema.json", import.meta.url);
await writeFile(url, `${JSON.stringify(automationJsonSchema(), null, 2)}\n`);
