import { readFile } from "node:fs/promises";
import type { Clock } from "./clock.ts";
import { asksForUsage, commandWords } from "./command-words.ts";
import {
  BACKTEST_DAYS_MAX,
  BACKTEST_RUNS_MAX,
  type BacktestPlan,
  type BacktestProgress,
  type BacktestReport,
} from "./domain/automation/backtest.ts";
import type { Flow, FlowDefinition, FlowId } from "./domain/automation/flow.ts";
import { validateFlow } from "./domain/automation/validate-flow.ts";
import { DEFAULT_WORKSPACE } from "./domain/ids.ts";
import type { Store } from "./store/store.ts";
import { backtestTable } from "./backtest-table.ts";

const DAY_MS = 86_400_000;

const BACKTEST_USAGE = `Usage: ./ventana backtest <flow id | file.json> [--days N] [--version V] [--against live] [--flow <id>]
                          [--workspace <id>] [--line <id>]... [--limit N] [--json]

Goes through the last N days (30 unless said, at most ${BACKTEST_DAYS_MAX}) of a workspace's history with a version of a flow (its newest unless said), or with a
definition in a file, and says who would have got what and when. Nothing is sent and nothing is written. --flow names the flow that a file is a draft of:
needed with --against live.`;

const OPTIONS = {
  days: { type: "string", default: "30" },
  version: { type: "string" },
  against: { type: "string" },
  flow: { type: "string" },
  workspace: { type: "string", default: DEFAULT_WORKSPACE },
  line: { type: "string", multiple: true },
  limit: { type: "string", default: "20" },
  json: { type: "boolean", default: false },
} as const;

interface Tools {
  store: Pick<Store, "flow" | "flowVersion" | "lines" | "workspace">;
  clock: Clock;
  /** Carries the plan out. */
  run: (
    plan: BacktestPlan,
    onProgress: (progress: BacktestProgress) => void,
  ) => Promise<BacktestReport>;
  onProgress: (progress: BacktestProgress) => void;
}

/**
 * `./ventana backtest`. Answers the lines to print.
 *
 * @throws Error with a plain sentence for people: an unknown word, a flow that is not there, a definition that breaks rules
 */
export async function backtestCommand(words: readonly string[], tools: Tools): Promise<string[]> {
  if (asksForUsage(words)) return [BACKTEST_USAGE];
  const { values, positionals } = commandWords(
    { args: [...words], allowPositionals: true, options: OPTIONS },
    BACKTEST_USAGE,
  );
  const [what, ...rest] = positionals;
  if (what === undefined || rest.length > 0) throw new Error(BACKTEST_USAGE);
  if (values.against !== undefined && values.against !== "live")
    throw new Error("--against knows `live` only.");
  const days = numberIn(values.days, "--days", BACKTEST_DAYS_MAX);
  const limit = numberIn(values.limit, "--limit", BACKTEST_RUNS_MAX);
  const version = values.version === undefined ? null : numberIn(values.version, "--version", 1e9);
  const isFile = what.endsWith(".json");
  if (isFile && version !== null)
    throw new Error(`--version is of a flow that is stored; ${what} is a file.`);
  if (!isFile && values.flow !== undefined)
    throw new Error(`--flow says which flow a file is a draft of; ${what} is no file.`);
  const workspaceId = values.workspace;
  await checkPlaces(workspaceId, values.line ?? [], tools.store);
  const flowId = isFile ? (values.flow ?? null) : what;
  const flow = flowId === null ? null : await flowOf(workspaceId, flowId, tools.store);
  const draft =
    flow === null || isFile
      ? await draftIn(what, flowId)
      : await versionOf(flow, version ?? flow.newestVersion, tools.store);
  const against = values.against === undefined ? null : await liveOf(flow, what, tools.store);
  const until = tools.clock.now();
  const lineIds = values.line ?? null;
  const since = until - days * DAY_MS;
  const plan: BacktestPlan = { workspaceId, ...draft, against, since, until, lineIds, limit };
  const report = await tools.run(plan, tools.onProgress);
  return values.json ? [JSON.stringify(report, null, 2)] : backtestTable(report);
}

/** A name that is not there would make a table of nothing. */
async function checkPlaces(
  workspaceId: string,
  lineIds: readonly string[],
  store: Tools["store"],
): Promise<void> {
  if ((await store.workspace(workspaceId)) === null)
    throw new Error(
      `There is no workspace ${workspaceId} in this database; ./ventana config says which it is.`,
    );
  const lines = lineIds.length === 0 ? [] : await store.lines(workspaceId);
  const unknown = lineIds.find((wanted) => lines.every(({ id }) => id !== wanted));
  if (unknown !== undefined)
    throw new Error(`There is no line ${unknown} in the workspace ${workspaceId}.`);
}

async function flowOf(workspaceId: string, flowId: string, store: Tools["store"]): Promise<Flow> {
  const flow = await store.flow(workspaceId, flowId);
  if (flow !== null) return flow;
  throw new Error(
    `There is no flow ${flowId} in the workspace ${workspaceId}. Flows go by their ids (GET /v1/automations), files by names that end in .json.`,
  );
}

/** A definition in a file. */
async function draftIn(
  path: string,
  flowId: string | null,
): Promise<Pick<BacktestPlan, "flowId" | "version" | "definition">> {
  let written: unknown;
  try {
    written = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${path} cannot be read: ${reason}`, { cause });
  }
  const read = validateFlow(written, flowId);
  if (read.kind === "valid") {
    return { flowId: flowId ?? "draft", version: null, definition: read.definition };
  }
  const rules = read.errors.map(({ field, rule }) => `  ${field} ${rule}`);
  throw new Error(`${path} is no flow:\n${rules.join("\n")}`);
}

interface Stored {
  flowId: FlowId;
  version: number;
  definition: FlowDefinition;
}

/** A stored version. */
async function versionOf(
  { workspaceId, id: flowId }: Flow,
  number: number,
  store: Tools["store"],
): Promise<Stored> {
  const found = await store.flowVersion(workspaceId, flowId, number);
  if (found === null) throw new Error(`The flow ${flowId} has no version ${number}.`);
  const { version, definition } = found;
  return { flowId, version, definition };
}

async function liveOf(flow: Flow | null, what: string, store: Tools["store"]): Promise<Stored> {
  if (flow === null) throw new Error(`Say with --flow which flow ${what} is a draft of.`);
  if (flow.liveVersion === null)
    throw new Error(`The flow ${flow.id} is switched off: nothing is live.`);
  return versionOf(flow, flow.liveVersion, store);
}

function numberIn(text: string, option: string, max: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= max) return number;
  throw new Error(`${option} is a whole number from 1 to ${max}.`);
}
