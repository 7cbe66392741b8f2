import type { Step } from "../../domain/automation/step.ts";
import type { RunWait, StepMemo } from "../../domain/automation/run.ts";
import { ends, goes, outcome, type After, type StepOutcome } from "./move.ts";
import { failed, unexpected, type Awaited } from "./awaited.ts";
import { isTooLongForADraft } from "./draft-text.ts";
import type { StepWorld } from "./step-world.ts";

type Respond = Step & { do: "respond" };

/** A responder has answered, or what it answered was queued or is gone: the contact has written again, the window is shut, or another draft stands there (Q51). */
export function settleRespond(step: Respond, awaited: Awaited, world: StepWorld): After {
  switch (awaited.kind) {
    case "time":
      return goes(step.next, "timed_out");
    case "answer":
      return askAgain(outcome("answered", { messageId: awaited.messageId }));
    case "result": {
      const { result } = awaited;
      if (result.kind !== "answered") return unexpected(step, awaited);
      const { kind: _kind, then: goesOn, ...said } = result;
      const { texts } = said;
      if (texts.length === 0) return goOn(step, { goesOn, ...said }, world);
      if (step.mode === "draft" && hasMissed(said, world)) return askAgain(outcome("stale"));
      if (step.mode === "draft" && isTooLongForADraft(texts)) {
        return failed(step, "endpoint.answer_unfit", "messages: too long for a draft, together");
      }
      const memo = { kind: "responded", goesOn, ...said } as const;
      return {
        kind: "again",
        outcome: outcome("responded", { texts: texts.length, goesOn }),
        memo,
      };
    }
    case "command": {
      const { memo } = world.run;
      if (awaited.outcome.kind === "refused") {
        const { code } = awaited.outcome;
        return code === "automation.driver_is_person"
          ? ends("handed_over", "a person talks", "refused", { code })
          : failed(step, code);
      }
      return goOn(step, memo?.kind === "responded" ? memo : { goesOn: "done" }, world);
    }
    case "shut":
      return goes(step.onFail, "window_shut");
    case "replaced":
      return goes(step.onFail, "replaced");
    case "happened":
      return unexpected(step, awaited);
  }
}

type Responded = Pick<Extract<StepMemo, { kind: "responded" }>, "goesOn" | "heardId">;

/** Whether the contact has written what the responder did not know of. */
function hasMissed({ heardId }: Pick<Responded, "heardId">, { facts }: StepWorld): boolean {
  return heardId !== undefined && facts.conversation.facts.lastInboundId !== heardId;
}

function askAgain(told: StepOutcome): After {
  return { kind: "again", outcome: told, memo: null };
}

/** As the responder wishes, once all it had to say is on its way. It waits for nothing that has come already. */
function goOn(step: Respond, said: Responded, world: StepWorld): After {
  switch (said.goesOn) {
    case "wait": {
      if (hasMissed(said, world)) return askAgain(outcome("queued"));
      const { at, conversation } = world.facts;
      const wait: Extract<RunWait, { kind: "answer" }> = {
        kind: "answer",
        dueAt: at + step.timeoutMs,
        since: conversation.version,
      };
      return { kind: "waits", wait, outcome: outcome("queued") };
    }
    case "done":
      return goes(step.next, "done");
    case "handOver":
      return { ...goes(step.onHandOver, "handed_over"), command: { name: "pauseAutomations" } };
  }
}
