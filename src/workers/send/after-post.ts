import type { PostAnswer } from "../../channels/whatsapp/graph/message-answers.ts";
import type { ProviderError } from "../../domain/conversation/content.ts";
import { classOfAnswer, type ErrorClass } from "../../domain/sending/error-class.ts";
import { isWorthReaching, pairDelayMs, repeatDelayMs } from "../../domain/sending/send-backoff.ts";
import { lineFaultOf, verdictOf, type StopReason } from "../../domain/sending/send-verdict.ts";
import { isSign, type Send, type SendResult } from "../../domain/sending/send.ts";

/** What becomes of a claimed send. */
export type SendEnd =
  | { kind: "settle"; result: SendResult }
  /** Back into the outbox: it has not been taken. */
  | { kind: "later"; at: number; failures: number; errors: ProviderError[] };

/** What a post, or the way to it, says of the whole line. */
export type LineNews =
  | { kind: "well" }
  | { kind: "nothing" }
  | { kind: "too_fast"; askedMs: number | null }
  | { kind: "unreached" }
  /** People hear of it, and the line goes on. */
  | { kind: "at_fault"; code: number }
  | { kind: "stop"; reason: StopReason | "no_token"; code: number | null };

export interface AfterPost {
  end: SendEnd;
  line: LineNews;
  /** For the figures. */
  errorClass: ErrorClass | "unreached" | null;
}

/** Signs are best effort: one more try, and no doubt that would bother anybody. */
const SIGN_TRIES_MAX = 2;
const ASKED_MS_MAX = 3_600_000;

interface Moment {
  now: number;
  random: number;
}

/**
 * What an answer means for the send and its line (WhatsApp sections 8 and 9). `targetId`: WhatsApp's id of the message that a sign is about.
 */
export function afterPost(
  send: Send,
  answer: PostAnswer,
  moment: Moment & { targetId: string | null },
): AfterPost {
  const sign = isSign(send.content);
  switch (answer.kind) {
    case "accepted":
      return well({ kind: "accepted", sourceId: answer.sourceId });
    case "acknowledged":
      return sign
        ? well({ kind: "accepted", sourceId: moment.targetId ?? "" })
        : inDoubt(send, moment, "lost");
    case "lost":
      return inDoubt(send, moment, "lost");
    case "not_sent":
      return afterMiss(send, moment);
    case "refused":
      return afterRefusal(send, answer, moment);
  }
}

function well(result: SendResult): AfterPost {
  return { end: { kind: "settle", result }, line: { kind: "well" }, errorClass: null };
}

/** Nobody knows whether WhatsApp took it: a message is left for its status to settle; a sign twice does no harm. */
function inDoubt(send: Send, moment: Moment, errorClass: ErrorClass): AfterPost {
  const end: SendEnd = isSign(send.content)
    ? again(send, { ...moment, triesMax: SIGN_TRIES_MAX, errors: [] })
    : { kind: "settle", result: { kind: "uncertain" } };
  return { end, line: { kind: "nothing" }, errorClass };
}

function afterMiss(send: Send, moment: Moment): AfterPost {
  const { now } = moment;
  const isWorth = isSign(send.content)
    ? send.failures + 1 < SIGN_TRIES_MAX
    : isWorthReaching(send, now);
  const triesMax = isWorth ? Number.POSITIVE_INFINITY : 0;
  const end = again(send, { ...moment, triesMax, errors: [] });
  return { end, line: { kind: "unreached" }, errorClass: "unreached" };
}

function afterRefusal(
  send: Send,
  answer: PostAnswer & { kind: "refused" },
  moment: Moment,
): AfterPost {
  const { status, error, retryAfterMs: askedMs } = answer;
  const errors = error === null ? [] : [error];
  const errorClass = classOfAnswer({ status, code: error?.code ?? null });
  const verdict = verdictOf(errorClass);
  const line: LineNews = { kind: "well" };
  switch (verdict.kind) {
    case "refuse": {
      const code = lineFaultOf(errors)?.code ?? null;
      const end = refused(verdict.reason, errors);
      return { end, line: code === null ? line : { kind: "at_fault", code }, errorClass };
    }
    case "repeat":
      return {
        end: again(send, { ...moment, askedMs, errors, triesMax: verdict.triesMax }),
        line,
        errorClass,
      };
    case "wait": {
      const delayMs = pairDelayMs(send.failures + 1, moment.random);
      const end = again(send, { ...moment, askedMs: delayMs, errors, triesMax: verdict.triesMax });
      return { end, line, errorClass };
    }
    case "slow": {
      const end = again(send, { ...moment, errors, triesMax: verdict.triesMax });
      return { end, line: { kind: "too_fast", askedMs }, errorClass };
    }
    case "stop":
      return {
        // Nothing is wrong with the send, and it is the first to go when the line does.
        end: { kind: "later", at: moment.now, failures: send.failures, errors },
        line: { kind: "stop", reason: verdict.reason, code: error?.code ?? null },
        errorClass,
      };
    case "doubt":
      return inDoubt(send, moment, errorClass);
  }
}

/** Another try after a growing wait, `askedMs` at least; none when this was the last. */
export function again(
  send: Send,
  {
    now,
    random,
    triesMax,
    errors,
    askedMs = null,
  }: Moment & { triesMax: number; errors: ProviderError[]; askedMs?: number | null },
): SendEnd {
  const failures = send.failures + 1;
  const most = isSign(send.content) ? Math.min(triesMax, SIGN_TRIES_MAX) : triesMax;
  if (failures >= most) return refused("exhausted", errors);
  const waitMs = Math.max(repeatDelayMs(failures, random), Math.min(askedMs ?? 0, ASKED_MS_MAX));
  return { kind: "later", at: now + waitMs, failures, errors };
}

export function refused(
  reason: (SendResult & { kind: "refused" })["reason"],
  errors: ProviderError[] = [],
): SendEnd {
  return { kind: "settle", result: { kind: "refused", reason, errors } };
}
