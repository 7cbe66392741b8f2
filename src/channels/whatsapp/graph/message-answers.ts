import { parseRetryAfter } from "../../endpoint/retry-after.ts";
import type { ProviderError } from "../../../domain/conversation/content.ts";
import { parseGuardedJson } from "../json-guard.ts";
import type { AnswerHeaders, Exchanged } from "./exchange.ts";

/**
 * What is known after a send was posted (WhatsApp sections 8 and 9).
 * - accepted: WhatsApp has it, under `sourceId`, which promises no delivery. `waId`, `userId`: who it went to, as far as told
 * - acknowledged: a sign was taken
 * - refused: not taken; or, if `errorClass` says so (`classOfAnswer`), nobody knows
 * - not_sent: it has reached nobody
 * - lost: no answer, or one that says nothing: whether it was taken is unknown
 */
export type PostAnswer =
  | { kind: "accepted"; sourceId: string; waId: string | null; userId: string | null }
  | { kind: "acknowledged" }
  | {
      kind: "refused";
      status: number;
      /** Null when the answer names none. */
      error: ProviderError | null;
      subcode: number | null;
      /** What WhatsApp asks us to wait. */
      retryAfterMs: number | null;
    }
  | { kind: "not_sent" }
  | { kind: "lost" };

type Json = Record<string, unknown>;

const ID_CHARS_MAX = 512;
const TEXT_CHARS_MAX = 500;
const MINUTE_MS = 60_000;

/** Reads an answer. It is input like any other: parsed safely, measured, and taken only for what it proves. */
export function readPostAnswer(exchanged: Exchanged, now: number): PostAnswer {
  if (exchanged.kind !== "answered") return exchanged;
  const { status, headers, body } = exchanged;
  const answer = body === null ? {} : jsonOf(body);
  const error = objectOf(answer["error"]);
  if (error !== null || status >= 300) {
    return {
      kind: "refused",
      status,
      error: errorOf(error),
      subcode: integerOf(error?.["error_subcode"]),
      retryAfterMs: retryAfterOf(headers, now),
    };
  }
  const sourceId = idOf(firstOf(answer["messages"])?.["id"]);
  const contact = firstOf(answer["contacts"]);
  if (sourceId !== null) {
    const [waId, userId] = [idOf(contact?.["wa_id"]), idOf(contact?.["user_id"])];
    return { kind: "accepted", sourceId, waId, userId };
  }
  return { kind: answer["success"] === true ? "acknowledged" : "lost" };
}

function errorOf(error: Json | null): ProviderError | null {
  const code = integerOf(error?.["code"]);
  if (error === null || code === null) return null;
  const title = textOf(error["message"])?.replace(/^\(#\d+\) /, "") ?? null;
  return { code, title, details: textOf(objectOf(error["error_data"])?.["details"]) };
}

/** The longer of `Retry-After`, and of the minutes after which the business account may call again. */
function retryAfterOf(headers: AnswerHeaders, now: number): number | null {
  const asked = parseRetryAfter(headers["retry-after"], now);
  const usage = headers["x-business-use-case-usage"];
  const accounts =
    typeof usage === "string" ? Object.values(jsonOf(Buffer.from(usage))).flat() : [];
  const minutes = accounts.map(
    (account) => integerOf(objectOf(account)?.["estimated_time_to_regain_access"]) ?? 0,
  );
  const waitMs = Math.max(asked ?? 0, ...minutes.map((count) => count * MINUTE_MS));
  return waitMs > 0 ? waitMs : null;
}

function jsonOf(bytes: Buffer): Json {
  const parsed = parseGuardedJson(bytes);
  return parsed.kind === "ok" ? parsed.value : {};
}

function firstOf(list: unknown): Json | null {
  return Array.isArray(list) ? objectOf(list[0]) : null;
}

function objectOf(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : null;
}

function integerOf(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value.slice(0, TEXT_CHARS_MAX) : null;
}

function idOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value.length <= ID_CHARS_MAX ? value : null;
}
