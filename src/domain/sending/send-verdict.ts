import type { ProviderError } from "../conversation/content.ts";
import { classOfCode, type ErrorClass } from "./error-class.ts";
import type { SendFailure } from "./send.ts";

/** Why a line must not go on sending until people have mended it. */
export type StopReason = "authorization" | "account" | "registration";

/** What a refused send, and its line, do next (WhatsApp section 9, column "Action"). */
export type SendVerdict =
  /** It will never go out. */
  | { kind: "refuse"; reason: SendFailure }
  /** WhatsApp did not take it, for a passing cause: again after a growing wait, `triesMax` times in all. */
  | { kind: "repeat"; triesMax: number }
  /** The line, its account or the app is too fast: the line slows down, and the send waits. */
  | { kind: "slow"; triesMax: number }
  /** Too many to this person: this send waits, others go on. */
  | { kind: "wait"; triesMax: number }
  /** The line stops, and the send waits for it. */
  | { kind: "stop"; reason: StopReason }
  /** Perhaps taken: never again by itself (section 8, "Ambiguous sends"). */
  | { kind: "doubt" };

/** Waits double from a second: about four minutes. */
const REPEATS_MAX = 8;
/** "Try again, at most 3 times" (131000). */
const UNCLEAR_MAX = 3;
/** While a line is held back almost nothing is posted, so these are many hours. */
const SLOWED_MAX = 20;
/** 4^n seconds: the last wait of 1 h 8 min follows 23 minutes of others. */
const PAIR_MAX = 8;

export function verdictOf(errorClass: ErrorClass): SendVerdict {
  switch (errorClass) {
    case "transient":
      return { kind: "repeat", triesMax: REPEATS_MAX };
    case "unclear":
      return { kind: "repeat", triesMax: UNCLEAR_MAX };
    case "throughput":
      return { kind: "slow", triesMax: SLOWED_MAX };
    case "pair":
      return { kind: "wait", triesMax: PAIR_MAX };
    case "lost":
      return { kind: "doubt" };
    case "authorization":
    case "account":
      return { kind: "stop", reason: errorClass };
    case "unregistered":
      return { kind: "stop", reason: "registration" };
    case "country":
      return { kind: "refuse", reason: "account" };
    case "quality":
    case "window":
    case "recipient":
    case "ecosystem":
    case "template":
    case "media":
    case "request":
    case "registration":
    case "unknown":
      return { kind: "refuse", reason: errorClass };
  }
}

/**
 * Why a message failed that WhatsApp had taken before: what a `failed` status says. Then there is nothing to repeat under the same id, so
 * passing causes are a reason too: people may send it again.
 */
export function failureOf(errors: readonly ProviderError[]): SendFailure {
  const classes = errors.map(({ code }) => classOfCode(code));
  const verdict = verdictOf(classes.find((one) => one !== "unknown") ?? "unknown");
  switch (verdict.kind) {
    case "refuse":
    case "stop":
      return verdict.reason;
    case "repeat":
    case "slow":
    case "wait":
    case "doubt":
      return "transient";
  }
}

/** What is wrong with a whole line, as an error of one of its messages tells. */
export interface LineFault {
  code: number;
  /** Why the line must stop; null: people hear of it, and it goes on. */
  stop: StopReason | null;
}

/**
 * The error by which a message failed that concerns its whole line: what stops the line, whether it is an answer or a status, and that too
 * many of its messages were unwanted. Null when it is about this message only.
 */
export function lineFaultOf(errors: readonly ProviderError[]): LineFault | null {
  const faults = errors.flatMap(({ code }): LineFault[] => {
    const errorClass = classOfCode(code);
    const verdict = verdictOf(errorClass);
    if (verdict.kind === "stop") return [{ code, stop: verdict.reason }];
    return errorClass === "quality" ? [{ code, stop: null }] : [];
  });
  return faults.find(({ stop }) => stop !== null) ?? faults[0] ?? null;
}

/** A status that is older when it comes stops no line: what it speaks of may be mended, and if not, the next message says so again. */
const FRESH_MS = 600_000;

/** Whether a fault that a status told is about the line as it is now. */
export function isCurrent(
  { occurredAt, receivedAt }: { occurredAt: number; receivedAt: number },
  resumedAt: number | null,
): boolean {
  return receivedAt - occurredAt <= FRESH_MS && (resumedAt === null || occurredAt > resumedAt);
}
