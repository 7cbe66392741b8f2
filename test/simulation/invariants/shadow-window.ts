import type { Command, Refusal } from "../../../src/domain/conversation/commands.ts";
import type { ProviderError } from "../../../src/domain/conversation/content.ts";
import type { HistoryEntry } from "../../../src/domain/intake/intake.ts";

const MINUTE_MS = 60_000;
const WINDOW_REFUSED = 131047;

/** The window and what it forbids (escala-inbox T5 to T7, Q21), written a second time. */
export interface ShadowWindow {
  /** The newest of what was heard; null: nothing was. */
  lastInboundAt(): number | null;
  /** A message or call that counts, at its clamped time. */
  heard(inbound: { occurredAt: number; isMessage: boolean; windowMs: number }): void;
  /** What became of a message of ours: a status, or the result of its send. */
  reported(entry: HistoryEntry): void;
  /** Why this sends nothing at this time; `doubtful` after WhatsApp has called the window shut and before it is open again. */
  refusalOf(command: Command, at: number): Refusal | null | "doubtful";
}

export function createShadowWindow(): ShadowWindow {
  let expiresAt: number | null = null;
  let lastInboundAt: number | null = null;
  let hasMessage = false;
  /** When WhatsApp last called it shut. The report may come before what it is about, and before an older inbound. */
  let shutAt: number | null = null;

  return {
    lastInboundAt: () => lastInboundAt,
    heard({ occurredAt, isMessage, windowMs }) {
      const isNewest = lastInboundAt === null || occurredAt >= lastInboundAt;
      expiresAt = Math.max(expiresAt ?? 0, occurredAt + windowMs);
      if (!isNewest) return;
      lastInboundAt = occurredAt;
      if (isMessage) hasMessage = true;
    },
    reported({ input, occurredAt }) {
      const isRefused = errorsOf(input).some(({ code }) => code === WINDOW_REFUSED);
      if (isRefused) shutAt = Math.max(shutAt ?? 0, occurredAt);
    },
    refusalOf(command, at) {
      if (command.name === "typing") return hasMessage ? null : "conversation.nothing_received";
      if (command.name !== "send" && command.name !== "approveDraft") return null;
      const isByTemplate =
        command.name === "send" &&
        command.messages.every(({ content }) => content.type === "template");
      if (isByTemplate) return null;
      if (expiresAt === null || at >= expiresAt - MINUTE_MS) return "window.closed";
      return shutAt !== null && shutAt >= (lastInboundAt ?? 0) ? "doubtful" : null;
    },
  };
}

function errorsOf(input: HistoryEntry["input"]): readonly ProviderError[] {
  if (input.kind === "status" && input.status === "failed") return input.errors;
  return input.kind === "sendResult" && input.result.kind === "refused" ? input.result.errors : [];
}
