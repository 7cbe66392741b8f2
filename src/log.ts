import { pino, type Logger } from "pino";

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
export function createLog(options: { level: string }): Logger {
  return pino({
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: onlyAllowed },
    serializers: { err: describeError },
  });
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
