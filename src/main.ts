import { configTable } from "./config-table.ts";
import { isDemo, readConfig, type Config } from "./config.ts";
import { misuse } from "./command-words.ts";
import { createLog } from "./log.ts";
import { issueToken } from "./issue-token.ts";
import { runBacktestCommand } from "./run-backtest-command.ts";
import { runWorkspaceCommand } from "./run-workspace-command.ts";
import { start } from "./start.ts";

/*
 * Reads the configuration and does what the first argument says:
 *   (nothing)  start the roles of this process
 *   config     print the table of settings
 *   token      issue a new administrator token, and print it
 *   workspace  make, list and change workspaces
 *   backtest   go through the past with a version of a flow
 */
const [command = "start", ...words] = process.argv.slice(2);

// Whoever reads the output may go away at any time (`| head`, a log shipper that dies); the work and an orderly stop go on without.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const misused = misuse(command, words);
if (misused !== null) {
  process.stderr.write(`${misused}\n`);
  process.exitCode = 2;
} else if (command === "config") {
  process.stdout.write(`${configTable(process.env)}\n`);
} else {
  const result = readConfig(process.env);
  if (result.kind === "invalid") {
    const lines = result.problems.map(({ key, rule }) => `  ${key}: ${rule}`);
    process.stderr.write(
      `The configuration has ${lines.length} problem(s):\n${lines.join("\n")}\n`,
    );
    process.stderr.write("`./ventana config` explains every setting.\n");
    process.exit(1);
  }
  const { config } = result;
  const log = createLog({ level: config.LOG_LEVEL, plain: logsPlainly(config) });
  try {
    if (command === "token") await issueToken(config);
    else if (command === "workspace") await runWorkspaceCommand(config, words);
    else if (command === "backtest") await runBacktestCommand(config, words, log);
    else await start(config, log);
  } catch (error) {
    // What stops a start is for people to read: one sentence, not a stack.
    const what = command === "start" ? "Ventana cannot start: " : "";
    process.stderr.write(`${what}${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

function logsPlainly(config: Config): boolean {
  if (config.LOG_FORMAT !== "auto") return config.LOG_FORMAT === "plain";
  return isDemo(config) || process.stdout.isTTY;
}
