import { createHash } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Command } from "../../domain/conversation/commands.ts";
import type { ConversationId, UserId, WorkspaceId } from "../../domain/ids.ts";
import { commandKey, type Outcome } from "../../domain/intake/intake.ts";
import type { Visibility } from "../../domain/people/visibility.ts";
import type { Outcomes } from "../../outcomes.ts";
import type { Doorbell } from "../../queues/doorbell.ts";
import type { IntakeStore, Submission, SubmitResult } from "../../store/intake-store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import type { Pause } from "../deps.ts";
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
  /** What the caller asked for, when the command says more than that: requests that ask the same mean the same. */
  asked?: unknown;
  userId: UserId;
  /** Whose conversations the user may change: judged when the command's turn comes. */
  within: Visibility;
  /** The version that the conversation must have when the command's turn comes; null: any. */
  expectedVersion?: number | null;
  /** The caller's `Idempotency-Key`; belongs to the user, whatever token they use. */
  callerKey: string;
  /**
   * All conversations of the bulk request that this command is a part of. Such a command waits behind live messages, has a key of its
   * own, made of the caller's and the conversation's, and means another thing when it is part of another request.
   */
  among?: readonly ConversationId[];
  /** Between whom the conversation is made when there is none; see `Submission`. */
  begins?: Submission["begins"];
}

export type CommandAnswer =
  /** Dealt with: `version` is the conversation's after it. A repeated key gives the same answer again. */
  | {
      kind: "settled";
      version: number;
      outcome: Outcome;
      /** What was written under the key: of a repeated request, what it came to the first time. */
      command: Command;
    }
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
  const { workspaceId, conversationId, command, userId, within } = request;
  const key = keyOf(request);
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
      ...(within.kind === "all" ? {} : { within }),
      actor: { kind: "user", id: userId },
      fingerprint,
      ...(request.begins !== undefined && { begins: request.begins }),
      receivedAt: deps.clock.now(),
    });
    const problem = refusalOf(submitted, fingerprint);
    if (problem !== null) return problem;
    const standing = submitted.kind === "repeated" ? submitted.command : command;
    const lane = request.among === undefined ? "live" : "bulk";
    deps.doorbell.ringConversations(lane, [{ workspaceId, conversationId }]);
    const outcome = await waiting.outcome();
    return outcome.kind === "settled" ? { ...outcome, command: standing } : outcome;
  } catch (error) {
    if (error instanceof StoreUnavailableError) return { kind: "unavailable" };
    throw error;
  } finally {
    waiting.stop();
  }
}

/** The key of a command in its mailbox. No caller's own key has a space in it, so none can be that of a part of a bulk request. */
export function keyOf(
  request: Pick<CommandRequest, "userId" | "callerKey" | "conversationId" | "among">,
): string {
  const { userId, callerKey, conversationId, among } = request;
  return commandKey(userId, among === undefined ? callerKey : `${callerKey} ${conversationId}`);
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
function fingerprintOf(request: CommandRequest): string {
  const { conversationId, command, asked = command, expectedVersion, among } = request;
  const condition = expectedVersion == null ? [] : [expectedVersion];
  const others = among === undefined ? [] : [among];
  return createHash("sha256")
    .update(JSON.stringify([conversationId, asked, ...condition, ...others]))
    .digest("hex");
}
