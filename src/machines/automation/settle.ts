import { readAnswer } from "../../domain/automation/read-answer.ts";
import { fillMessage } from "../../domain/automation/fill.ts";
import type { Step, StepId } from "../../domain/automation/step.ts";
import type { Refusal } from "../../domain/conversation/commands.ts";
import type { Outcome } from "../../domain/intake/intake.ts";
import { failed, unexpected, type Awaited } from "./awaited.ts";
import { ends, goes, outcome, type After } from "./move.ts";
import { settleRespond } from "./settle-respond.ts";
import type { StepWorld } from "./step-world.ts";
import { untilOpen } from "./until-open.ts";
import { moveWhenShut } from "./windows.ts";

/** Refusals that say that it is so already, or that there is nothing to be done: the run goes on. */
const HARMLESS: ReadonlySet<Refusal> = new Set([
  "conversation.already_closed",
  "conversation.already_open",
  "conversation.never_opened",
  "conversation.owner_changed",
]);

/** What becomes of the run now that its step has what it waited for: a pure function of the three. */
export function settle(step: Step, awaited: Awaited, world: StepWorld): After {
  if (awaited.kind === "result" && awaited.result.kind === "failed") {
    const { code, detail } = awaited.result;
    return failed(step, code, detail);
  }
  switch (step.do) {
    case "ask":
      return settleAsk(step, awaited, world);
    case "respond":
      return settleRespond(step, awaited, world);
    case "wait":
      return settleWait(step, awaited, world);
    case "decide":
      return awaited.kind === "result" && awaited.result.kind === "done"
        ? {
            kind: "again",
            outcome: outcome("looked_up"),
            memo: { kind: "lookedUp", fields: awaited.result.vars },
          }
        : unexpected(step, awaited);
    case "send":
    case "sendTemplate":
      return settleSend(step, awaited, world) ?? goes(step.next, "queued");
    case "assign":
      return settleAssign(step, awaited);
    case "split":
    case "stop":
      return unexpected(step, awaited);
    default:
      return settleDone(step, awaited);
  }
}

/** A step with nothing to decide: it was done. */
function settleDone(step: Step & { next: StepId | null }, awaited: Awaited): After {
  if (awaited.kind === "result") {
    const { result } = awaited;
    if (result.kind === "nobody") return goes(step.next, "nobody");
    if (result.kind !== "done") return unexpected(step, awaited);
    return { ...goes(step.next, "done", { ...result.vars }), vars: result.vars };
  }
  if (awaited.kind !== "command") return unexpected(step, awaited);
  const refusal = refusalIn(awaited.outcome);
  if (refusal === null) return goes(step.next, awaited.outcome.kind);
  return HARMLESS.has(refusal)
    ? goes(step.next, "refused", { code: refusal })
    : failed(step, refusal);
}

function settleAssign(step: Step & { do: "assign" }, awaited: Awaited): After {
  const nobody =
    (awaited.kind === "result" && awaited.result.kind === "nobody") ||
    (awaited.kind === "command" && refusalIn(awaited.outcome) === "contact.has_no_owner");
  return nobody ? goes(step.onNobody, "nobody") : settleDone(step, awaited);
}

type Sending = Step & { do: "send" | "sendTemplate" | "ask" };

/** What became of a message of a run, if it was not queued. Null: it was. */
function settleSend(step: Sending, awaited: Awaited, world: StepWorld): After | null {
  if (awaited.kind !== "command") return unexpected(step, awaited);
  const refusal = refusalIn(awaited.outcome);
  switch (refusal) {
    case null:
      return null;
    case "automation.driver_is_person":
      return ends("handed_over", "a person talks", "refused", { code: refusal });
    case "window.closed": {
      const shut = step.do === "sendTemplate" ? null : moveWhenShut(step.whenWindowShut, world);
      // It shut in between; what the step says for that is another visit.
      if (shut?.kind === "does")
        return { kind: "again", outcome: outcome("window_shut"), memo: world.run.memo };
      return shut?.kind === "goes" || shut?.kind === "ends" ? shut : failed(step, refusal);
    }
    default:
      return failed(step, refusal);
  }
}

function settleAsk(step: Step & { do: "ask" }, awaited: Awaited, world: StepWorld): After {
  const { facts, run } = world;
  switch (awaited.kind) {
    case "time":
      return goes(step.onTimeout, "timed_out");
    case "answer": {
      const { expect, repeats, saveAs } = step;
      const message = fillMessage(step.message, facts);
      const answer = readAnswer({ expect, message }, awaited);
      const detail = { messageId: awaited.messageId };
      if (answer.kind === "valid") {
        const { value, next } = answer;
        const vars = saveAs === null ? {} : { [saveAs]: value };
        return { ...goes(next ?? step.next, "answered", { ...detail, value }), vars };
      }
      const invalid = run.memo?.kind === "asked" ? run.memo.invalid : 0;
      if (invalid >= repeats) return goes(step.onInvalid, "invalid", detail);
      const memo = { kind: "asked", invalid: invalid + 1 } as const;
      return { kind: "again", outcome: outcome("invalid", detail), memo };
    }
    default:
      return (
        settleSend(step, awaited, world) ?? {
          kind: "waits",
          wait: {
            kind: "answer",
            dueAt: facts.at + step.timeoutMs,
            since: facts.conversation.version,
          },
          outcome: outcome("queued"),
        }
      );
  }
}

function settleWait(step: Step & { do: "wait" }, awaited: Awaited, world: StepWorld): After {
  switch (awaited.kind) {
    case "time":
      // A holiday may have been put in since it began to wait.
      if (step.for.kind === "businessHours") return untilOpen(step, world, "waited");
      return step.for.kind === "event"
        ? goes(step.onTimeout, "timed_out")
        : goes(step.next, "waited");
    case "happened":
      return goes(step.next, awaited.what);
    case "answer":
      return goes(step.next, "answer", { messageId: awaited.messageId });
    default:
      return unexpected(step, awaited);
  }
}

function refusalIn(result: Outcome): Refusal | null {
  return result.kind === "refused" ? result.code : null;
}
