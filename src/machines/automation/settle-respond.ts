import type { Step } from "../../domain/automation/step.ts";
import type { RunWait, StepMemo } from "../../domain/automation/run.ts";
import { ends, goes, outcome, type After } from "./move.ts";
import { failed, unexpected, type Awaited } from "./awaited.ts";
import type { StepWorld } from "./step-world.ts";

type Respond = Step & { do: "respond" };
type Then = Extract<StepMemo, { kind: "responded" }>["goesOn"];

/** A responder has answered, or what it answered was queued or is stale: the contact has written again, or the window is shut (Q51). */
export function settleRespond(step: Respond, awaited: Awaited, world: StepWorld): After {
  switch (awaited.kind) {
    case "time":
      return goes(step.next, "timed_out");
    case "answer":
      return {
        kind: "again",
        outcome: outcome("answered", { messageId: awaited.messageId }),
        memo: null,
      };
    case "result": {
      const { result } = awaited;
      if (result.kind !== "answered") return unexpected(step, awaited);
      const { texts, then: goesOn } = result;
      if (texts.length === 0) return goOn(step, goesOn, world);
      const memo = { kind: "responded", texts, goesOn } as const;
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
      return goOn(step, memo?.kind === "responded" ? memo.goesOn : "done", world);
    }
    case "shut":
      return goes(step.onFail, "window_shut");
    case "happened":
      return unexpected(step, awaited);
  }
}

/** As the responder wishes, once all it had to say is on its way. */
function goOn(step: Respond, then: Then, { facts }: StepWorld): After {
  switch (then) {
    case "wait": {
      const { at, conversation } = facts;
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
