import { pino, type Logger, type LoggerOptions } from "pino";

/** What handlers need of a logger; pino satisfies it. */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error">;

/**
 * Ids, numbers and words that may stand in a log line. Everything else is dropped by name: texts, names, numbers and secrets
 * never come near the log, not even by mistake (reliability.md 4.3).
 */
const ALLOWED = new Set([
  "workspaceId",
  "conversationId",
  "lineId",
  "contactId",
  "endpointId",
  "deliveryId",
  "eventId",
  "userId",
  "episode",
  "version",
  "seq",
  "count",
  "events",
  "entries",
  "attempt",
  "status",
  "reason",
  "code",
  "kind",
  "queue",
  "role",
  "port",
  "signal",
  "durationMs",
  "lateMs",
  "dueAt",
  "requestId",
  "errorId",
  "method",
  "route",
  "err",
]);

/** Root logger of the process: JSON lines, so that newlines and control characters stay escaped. */
export function createLog(options: { level: string; plain: boolean }): Logger {
  const settings: LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: onlyAllowed },
    serializers: { err: describeError },
  };
  return options.plain ? pino(settings, { write: writePlainly }) : pino(settings);
}

/** One sentence per line for people at a terminal: time, level if it is not the usual one, sentence, ids. */
function writePlainly(line: string): void {
  const { level, time, msg, err, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const ids = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const parts = [String(time).slice(11, 23), level === "info" ? "" : String(level), msg, ...ids];
  const text = parts.filter((part) => part !== "").join("  ");
  process.stdout.write(`${text}${err === undefined ? "" : `\n${JSON.stringify(err)}`}\n`);
}

function onlyAllowed(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === "err" || (ALLOWED.has(name) && typeof value !== "object")) kept[name] = value;
  }
  return kept;
}

/** An error's own words may quote what people wrote (a driver's message quotes values): only its kind, code and place are kept. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const stack = error.stack?.split("\n").filter((line) => line.trimStart().startsWith("at "));
  return { type: error.name, code, stack: stack?.slice(0, 8).join("\n") };
}
