import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Command } from "../domain/commands.ts";
import type { ConversationId, UserId, WorkspaceId } from "../domain/ids.ts";
import { commandKey, type Outcome } from "../domain/intake.ts";
import type { Outcomes } from "../outcomes.ts";
import type { Doorbell } from "../queues/doorbell.ts";
import type { IntakeStore, SubmitResult } from "../store/intake-store.ts";
import { StoreUnavailableError } from "../store/store.ts";
import type { Pause } from "./deps.ts";
import { awaitOutcome } from "./await-outcome.ts";

export interface CommandDeps {
  store: Pick<IntakeStore, "submit" | "outcome">;
  doorbell: Pick<Doorbell, "ringConversations">;
  outcomes: Outcomes;
  clock: Clock;
  pause: Pause;
  /** How long to wait for the outcome, in milliseconds of `pause`. */
  waitMs: number;
}

export interface CommandRequest {
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
  command: Command;
  userId: UserId;
  /** The version that the conversation must have when the command's turn comes; null: any. */
  expectedVersion?: number | null;
  /** The caller's `Idempotency-Key`; belongs to the user, whatever token they use. */
  callerKey: string;
}

export type CommandAnswer =
  /** Dealt with: `version` is the conversation's after it. A repeated key gives the same answer again. */
  | { kind: "settled"; version: number; outcome: Outcome }
  /** Written durably, and not dealt with yet. */
  | { kind: "pending" }
  /** The key was used for something else. */
  | { kind: "repeated_with_other_body" }
  | { kind: "unknown_conversation" }
  /** Whether the command was written is unknown; the same key may be tried again. */
  | { kind: "unavailable" };

/**
 * Hands a command to its conversation's mailbox and waits for what becomes of it. Nothing is changed here: only the worker
 * that advances the conversation commits (architecture section 2, commands).
 *
 * @throws whatever the store throws besides `StoreUnavailableError`
 */
export async function submitCommand(
  request: CommandRequest,
  deps: CommandDeps,
): Promise<CommandAnswer> {
  const { workspaceId, conversationId, command, userId, callerKey } = request;
  const key = commandKey(userId, callerKey);
  const fingerprint = fingerprintOf(request);
  // Listening begins before the ring, or a quick worker's word would be missed.
  const waiting = awaitOutcome({ workspaceId, key }, deps);
  try {
    const submitted = await deps.store.submit({
      workspaceId,
      conversationId,
      key,
      command,
      ...(request.expectedVersion == null ? {} : { expectedVersion: request.expectedVersion }),
      actor: { kind: "user", id: userId },
      fingerprint,
      receivedAt: deps.clock.now(),
    });
    const problem = refusalOf(submitted, fingerprint);
    if (problem !== null) return problem;
    deps.doorbell.ringConversations("live", [{ workspaceId, conversationId }]);
    return await waiting.outcome();
  } catch (error) {
    if (error instanceof StoreUnavailableError) return { kind: "unavailable" };
    throw error;
  } finally {
    waiting.stop();
  }
}

function refusalOf(submitted: SubmitResult, fingerprint: string): CommandAnswer | null {
  switch (submitted.kind) {
    case "submitted":
      return null;
    case "repeated":
      return submitted.fingerprint === fingerprint ? null : { kind: "repeated_with_other_body" };
    case "unknown_conversation":
      return { kind: "unknown_conversation" };
  }
}

/** What was asked, and of which conversation: the same key must mean the same thing (reliability.md 2.6). */
function fingerprintOf({ conversationId, command, expectedVersion }: CommandRequest): string {
  const condition = expectedVersion == null ? [] : [expectedVersion];
  return createHash("sha256")
    .update(JSON.stringify([conversationId, command, ...condition]))
    .digest("hex");
}
