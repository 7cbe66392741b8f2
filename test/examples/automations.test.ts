import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { validateFlow } from "../../src/domain/automation/validate-flow.ts";
import { automationJsonSchema } from "../../src/http/automations/json-schema.ts";
import { DEFINITION_EXAMPLE } from "../../src/http/automations/flow-example.ts";
import { useBench } from "../http/support/bench.ts";

const bench = useBench();

const ROOT = new URL("../../", import.meta.url);
const FOLDER = new URL("examples/automations/", ROOT);
const NAMES = [
  "rescue-before-the-window-closes.json",
  "round-robin-with-pick-up-deadline.json",
  "welcome-and-qualify.json",
];
const read = async (url: URL): Promise<unknown> => JSON.parse(await readFile(url, "utf8"));

describe("the example automations", () => {
  it("are these", async () => expect((await readdir(FOLDER)).sort()).toEqual(NAMES));

  it.each(NAMES)("%s is right, by the API and by the published schema", async (name) => {
    const example = await read(new URL(name, FOLDER));
    expect(validateFlow(example)).toMatchObject({ kind: "valid" });
    const published = z.fromJSONSchema(automationJsonSchema() as never);
    expect(published.safeParse(example).error?.issues).toBeUndefined();
  });

  it.each(NAMES)("%s can be switched on in a workspace as it comes", async (name) => {
    const { ask } = bench();
    const made = await ask("POST", "/v1/automations", await read(new URL(name, FOLDER)));
    expect(made.statusCode).toBe(201);
    const { id } = made.json<{ id: string }>();
    const answer = await ask("POST", `/v1/automations/${id}/enable`);
    expect(answer.json()).toMatchObject({ liveVersion: 1 });
  });

  it("of the API's documentation is right, too", () => {
    expect(validateFlow(DEFINITION_EXAMPLE)).toMatchObject({ kind: "valid" });
  });
});

describe("the published schema of automations", () => {
  it("is that of the code; if it is not, run `node scripts/write-automation-schema.ts`", async () => {
    const published = await read(new URL("docs/automation.schema.json", ROOT));
    expect(published).toEqual(JSON.parse(JSON.stringify(automationJsonSchema())));
    expect((await bench().ask("GET", "/v1/automations/schema")).json()).toEqual(published);
  });
});
