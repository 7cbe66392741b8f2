import type { FlowMessage } from "../../domain/automation/message.ts";
import type { Step } from "../../domain/automation/step.ts";
import { draftText } from "./draft-text.ts";
import type { Move } from "./move.ts";
import type { StepWorld } from "./step-world.ts";
import { webhookBody } from "./webhook-body.ts";
import { isShut, moveWhenShut, sendWithin } from "./windows.ts";

/** Puts the question; again after an answer that was not valid, with what is said about that. */
export function interpretAsk(step: Step & { do: "ask" }, world: StepWorld): Move {
  const { memo } = world.run;
  const isRepeated = memo?.kind === "asked" && memo.invalid > 0;
  const { message, whenInvalid, whenWindowShut } = step;
  const messages = isRepeated && whenInvalid !== null ? [whenInvalid, message] : [message];
  return sendWithin(messages, whenWindowShut, world);
}

/** Asks the responder, and in the visit after that says what it answered. */
export function interpretRespond(step: Step & { do: "respond" }, world: StepWorld): Move {
  const { memo } = world.run;
  if (memo?.kind === "responded") {
    const whenShut = { kind: "branch", next: step.onFail } as const;
    if (step.mode === "direct") return sendWithin(memo.texts.map(textMessage), whenShut, world);
    if (isShut(world)) return moveWhenShut(whenShut, world);
    const dueAt = world.facts.at + step.timeoutMs;
    return { kind: "drafts", text: draftText(memo.texts), dueAt };
  }
  const { url } = step;
  return { kind: "does", task: { kind: "respond", url, body: webhookBody(world) } };
}

function textMessage(text: string): FlowMessage {
  return { type: "text", text, previewUrl: false };
}
