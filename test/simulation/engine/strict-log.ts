import type { Log } from "../../../src/log.ts";
import { StoreUnavailableError } from "../../../src/store/store.ts";
import type { Verdict } from "../invariants/violation.ts";

/** An error that no injected fault explains: a defect, wherever it was caught. */
export function noteUnexpected(verdict: Verdict, where: string, error: unknown): void {
  if (error instanceof StoreUnavailableError) return;
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  verdict.broken("unexpected", `${where} failed: ${what}`);
}

/** A log that takes every error for a defect, but for those that the simulation brought about itself. */
export function createStrictLog(verdict: Verdict): Log {
  const error = (fields: unknown, message: unknown): void => {
    const { err, kind } = fields as { err?: unknown; kind?: string };
    // Poison says of which kind it was; what may be poison is judged at the end (I11).
    if (kind === "message") return;
    noteUnexpected(verdict, String(message), err);
  };
  const ignore = (): void => {};
  return { debug: ignore, info: ignore, warn: ignore, error } as unknown as Log;
}
