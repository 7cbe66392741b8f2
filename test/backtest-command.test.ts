import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRandom } from "../bench/support/statistics.ts";
import { backtestCommand } from "../src/backtest-command.ts";
import { runBacktest } from "../src/workers/automation/backtest/run-backtest.ts";
import { GeneratedPast, switchedOn } from "./machines/automation/generated-past.ts";
import { ACME } from "./support/builders.ts";
import { aWorkspace } from "./support/people-builders.ts";
import { createRecordingLog } from "./support/recording-log.ts";

const written = (words: string) => ({
  name: "Saludo",
  start: { on: "conversation.started_by_contact" },
  first: "hello",
  steps: [{ id: "hello", do: "send", messages: [{ type: "text", text: words }] }],
});

let dir = "";
let past: GeneratedPast;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "backtest-"));
  past = new GeneratedPast(createRandom(3));
  await past.store.putWorkspace(aWorkspace());
  await past.live(switchedOn({ greeting: written("Hola") }), 40, 3);
});
afterEach(() => rm(dir, { recursive: true }));

/** How often a command has read a flow. */
let flowReads = 0;

function command(...words: string[]): Promise<string[]> {
  const { store } = past;
  const clock = { now: () => past.now };
  const deps = { store, clock, log: createRecordingLog(), breathe: async () => {} };
  const { signal } = new AbortController();
  return backtestCommand(["--workspace", ACME, ...words], {
    store: {
      flow: (...of) => {
        flowReads++;
        return store.flow(...of);
      },
      flowVersion: (...of) => store.flowVersion(...of),
      lines: (of) => store.lines(of),
      workspace: (of) => store.workspace(of),
    },
    clock,
    onProgress: () => {},
    run: (plan, onProgress) => runBacktest(plan, deps, { signal, onProgress }),
  });
}

describe("./ventana backtest", () => {
  it("prints a table of what a flow would have done, and whom it would have reached", async () => {
    const lines = (await command("greeting", "--days", "7")).join("\n");
    expect(lines).toMatch(/^Flow greeting, .* 3 conversations/);
    expect(lines).toMatch(/runs started +\d+/);
    expect(lines).toMatch(/Ana Souza|ct_\d/);
    expect(lines).toMatch(/free-form messages +\d+/);
    expect(lines).toContain("What it cannot know, and how it does without:");
  });

  it("rehearses a draft in a file against the live version, as JSON if that is asked for", async () => {
    const path = join(dir, "draft.json");
    await writeFile(path, JSON.stringify(written("Buenas")));
    const [json = ""] = await command(path, "--flow", "greeting", "--against", "live", "--json");
    const report = JSON.parse(json) as { compared: { both: number }; runs: unknown[] };
    expect(report).toMatchObject({ flowId: "greeting", version: null, against: 1 });
    expect(report.compared.both).toBeGreaterThan(0);
    expect(report.runs[0]).toMatchObject({ in: "both", messages: [{ text: "Buenas" }] });
  });

  it("reads its flow once, so that nobody changes it in between", async () => {
    const path = join(dir, "draft.json");
    await writeFile(path, JSON.stringify(written("Buenas")));
    for (const words of [["greeting"], [path, "--flow", "greeting"]]) {
      flowReads = 0;
      await command(...words, "--against", "live", "--days", "1");
      expect(flowReads).toBe(1);
    }
  });

  it("says in a sentence what is wrong with what it was given", async () => {
    const path = join(dir, "broken.json");
    await writeFile(path, JSON.stringify({ ...written("Buenas"), first: "nowhere" }));
    await expect(command(path)).rejects.toThrow(/is no flow:\n +first/);
    await expect(command(join(dir, "none.json"))).rejects.toThrow("cannot be read");
    await expect(command("ghost")).rejects.toThrow("There is no flow ghost");
    await expect(command("greeting", "--line", "no-line")).rejects.toThrow(
      "There is no line no-line",
    );
    await expect(command(path, "--flow", "ghost")).rejects.toThrow("There is no flow ghost");
    await expect(command(path, "--version", "1")).rejects.toThrow("--version is of a flow");
    await expect(command("greeting", "--flow", "greeting")).rejects.toThrow("is no file");
    await expect(command("greeting", "--frob")).rejects.toThrow(
      /^Unknown option '--frob'\.\n\nUsage/,
    );
    await expect(command("greeting", "--version", "9")).rejects.toThrow("no version 9");
    await expect(command("greeting", "--days", "91")).rejects.toThrow("--days is a whole number");
    await expect(command("greeting", "--against", "1")).rejects.toThrow("--against");
    await expect(command()).rejects.toThrow("Usage:");
  });

  it("does not make a table of nothing for a workspace or a database that was mistyped", async () => {
    await expect(command("greeting", "--workspace", "globex")).rejects.toThrow(
      "There is no workspace globex in this database",
    );
  });

  it("says how it is used to whoever asks", async () => {
    expect((await command("--help")).join()).toMatch(/^Usage/);
  });
});
