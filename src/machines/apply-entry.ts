import type { IntakeEntry, Outcome } from "../domain/intake/intake.ts";
import { applyEdit, applyReaction, applyRevoke } from "./entries/annotations.ts";
import { applyCall } from "./entries/call.ts";
import { applyCommand } from "./entries/command.ts";
import { applyEcho, applyHistory, applyMessage } from "./entries/message.ts";
import { applyRotation } from "./entries/rotation.ts";
import { applySendResult } from "./entries/send-result.ts";
import { applyStatus } from "./entries/status.ts";
import { fireTimer } from "./entries/timer.ts";
import type { StepContext } from "./step-context.ts";
import type { Turn } from "./turn.ts";

/** Applies one entry as one step: the same for live entries and for history that is folded again. */
export function applyEntry(
  turn: Turn,
  entry: IntakeEntry,
  world: Pick<StepContext, "now" | "settings" | "contactOwnerId">,
): Outcome {
  turn.begin({ cause: entry.cause, at: entry.receivedAt, occurredAt: entry.occurredAt, ...world });
  const outcome = outcomeOf(turn, entry);
  turn.end();
  return outcome;
}

function outcomeOf(turn: Turn, { input, receivedAt }: IntakeEntry): Outcome {
  switch (input.kind) {
    case "message":
      return applyMessage(turn, input, receivedAt);
    case "echo":
      return applyEcho(turn, input.message, receivedAt);
    case "history":
      return applyHistory(turn, input, receivedAt);
    case "status":
      return applyStatus(turn, input);
    case "reaction":
      return applyReaction(turn, input);
    case "edit":
      return applyEdit(turn, input);
    case "revoke":
      return applyRevoke(turn, input);
    case "call":
      return applyCall(turn, input);
    case "rotation":
      return applyRotation(turn, input);
    case "command":
      return applyCommand(turn, input);
    case "sendResult":
      return applySendResult(turn, input);
    case "start":
    case "effectResult":
      turn.mark();
      return { kind: "applied" };
    case "automation":
      turn.automate(input);
      return { kind: "applied" };
    case "timer":
      return { kind: fireTimer(turn, input.timer, input.dueAt) ? "applied" : "ignored" };
  }
}
