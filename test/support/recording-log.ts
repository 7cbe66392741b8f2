import type { Log } from "../../src/log.ts";

export interface LogLine {
  level: keyof Log;
  fields: Record<string, unknown>;
  sentence: string;
}

/** A log that keeps its lines, `fields` as they were handed in. */
export interface RecordingLog extends Log {
  lines: LogLine[];
  /** The sentences of one level or worse than `info`. */
  complaints(): string[];
}

export function createRecordingLog(): RecordingLog {
  const lines: LogLine[] = [];
  const at =
    (level: keyof Log) =>
    (...args: unknown[]): void => {
      const [first, second] = args;
      const alone = typeof first === "string";
      lines.push({
        level,
        fields: alone ? {} : (first as Record<string, unknown>),
        sentence: alone ? first : String(second),
      });
    };
  return {
    lines,
    complaints: () =>
      lines.filter(({ level }) => level === "warn" || level === "error").map((l) => l.sentence),
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
  };
}
