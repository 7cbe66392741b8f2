import { pino, type Logger, type LoggerOptions } from "pino";

/** What handlers need of a logger; pino satisfies it. Fields first, then one sentence that is the same every time. */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error">;

type Shape = (value: unknown) => boolean;

const number: Shape = (value) => typeof value === "number";
const matching =
  (pattern: RegExp): Shape =>
  (value) =>
    typeof value === "string" && pattern.test(value);
/** With a letter, so that no phone number passes for one. */
const id = matching(/^(?=.*[A-Za-z])[\w.:|-]{1,256}$/);
/** Without digits, spaces and accents: no token, number or sentence passes for one. */
const word = matching(/^[A-Za-z][A-Za-z._-]{0,63}$/);

/**
 * Everything that may stand in a log line beside its sentence, and what it must look like. Everything else is dropped by name, and what
 * looks otherwise is withheld: texts, names, numbers and secrets never come near the log, not even by mistake (reliability.md 4.3).
 */
const FIELDS: Readonly<Record<string, Shape>> = {
  workspaceId: id,
  conversationId: id,
  lineId: matching(/^\d{1,32}$/),
  contactId: id,
  endpointId: id,
  deliveryId: id,
  eventId: id,
  userId: id,
  requestId: id,
  errorId: id,
  reason: word,
  code: word,
  kind: word,
  queue: word,
  role: word,
  signal: word,
  method: word,
  route: matching(/^\/[\w/:.*-]{0,200}$/),
  status: number,
  episode: number,
  version: number,
  seq: number,
  count: number,
  events: number,
  entries: number,
  attempt: number,
  port: number,
  durationMs: number,
  lateMs: number,
  dueAt: number,
  err: () => true,
};

const SENTENCE_CHARS_MAX = 2_000;
const FRAMES_MAX = 8;

/**
 * Root logger of the process: JSON lines, or with `plain` sentences for people at a terminal; one line per event whatever is logged.
 * `write` takes the lines, each with its line break; standard output by default.
 */
export function createLog(options: {
  level: string;
  plain: boolean;
  write?: (line: string) => void;
}): Log {
  const { level, plain, write } = options;
  const out = write ?? writeOut;
  return pino(settings(level), { write: (line) => out(plain ? plainly(line) : line) });
}

function settings(level: string): LoggerOptions {
  return {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: onlyAllowed },
    serializers: { err: describeError },
    hooks: {
      // Pino would make a sentence of an error's message, and write further arguments into it.
      logMethod([first, second]: unknown[], method) {
        const isAlone = typeof first === "string";
        const sentence = isAlone ? first : second;
        const fields = isAlone ? {} : first instanceof Error ? { err: first } : (first ?? {});
        method.call(this, fields, typeof sentence === "string" ? oneLine(sentence) : "");
      },
    },
  };
}

/**
 * Not Pino's own destination: when the reader of the output has gone, it tries its last lines again and again in `process.exit`, and the
 * process never ends.
 */
function writeOut(text: string): void {
  process.stdout.write(text);
}

/** A JSON line as people read it: time, level if it is not the usual one, sentence, fields. */
function plainly(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const parts = [
    String(time).slice(11, 23),
    level === "info" ? "" : String(level),
    String(msg),
    ...Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
  ];
  return `${parts.filter((part) => part !== "").join("  ")}\n`;
}

function onlyAllowed(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || !Object.hasOwn(FIELDS, name)) continue;
    kept[name] = FIELDS[name]?.(value) === true ? value : "(withheld)";
  }
  return kept;
}

/** An error's own words may quote what people wrote (a driver's message quotes values): only its kind, code and place are kept. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = "code" in error && isCode(error.code) ? error.code : undefined;
  return { type: isClass(error.name) ? error.name : "Error", code, stack: framesOf(error) };
}

const isClass = matching(/^\$?[A-Za-z]{1,64}$/);
/** `ECONNREFUSED`, `store.unavailable`. */
const isCode = matching(/^(?:[A-Z][A-Z0-9_]{0,63}|[a-z][a-z._]{0,63})$/);

/** The frames stand behind the message, which may hold lines that look like frames. Nothing when it cannot be told where it ends. */
function framesOf({ stack, message }: Error): string | undefined {
  const start = stack?.indexOf(message) ?? -1;
  if (stack === undefined || start < 0) return undefined;
  const lines = stack.slice(start + message.length).split("\n");
  return lines
    .filter((line) => line.startsWith("    at "))
    .slice(0, FRAMES_MAX)
    .join("\n");
}

/** Control characters and those that change the direction of writing, as their code: a line stays one line, and says what it says. */
function oneLine(text: string): string {
  const short = text.length > SENTENCE_CHARS_MAX ? `${text.slice(0, SENTENCE_CHARS_MAX)}...` : text;
  return short.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
