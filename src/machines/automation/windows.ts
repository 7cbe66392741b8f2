import type { EffectTask } from "../../domain/automation/effect.ts";
import type { FlowMessage } from "../../domain/automation/message.ts";
import type { Step } from "../../domain/automation/step.ts";
import { fillMessage, fillTemplate } from "../../domain/automation/fill.ts";
import { mayWriteFreely } from "../../domain/conversation/window.ts";
import { ends, goes, type Move } from "./move.ts";
import type { StepWorld } from "./step-world.ts";

type WhenShut = Extract<Step, { do: "send" | "ask" }>["whenWindowShut"];

/** Sends messages that need an open window; where it is shut, what the step says for that (Q59). */
export function sendWithin(
  messages: readonly FlowMessage[],
  whenShut: WhenShut,
  world: StepWorld,
): Move {
  if (isShut(world)) return moveWhenShut(whenShut, world);
  const { facts } = world;
  const { driver } = facts.conversation.facts;
  const filled = messages.map((message) => fillMessage(message, facts));
  return does({ kind: "send", messages: filled, lease: driver.lease });
}

/** Whether nothing written by hand may go to the contact now. */
export function isShut({ facts }: StepWorld): boolean {
  return !mayWriteFreely(facts.conversation.facts, facts.at);
}

export function moveWhenShut(whenShut: WhenShut, { facts }: StepWorld): Move {
  switch (whenShut.kind) {
    case "fail":
      return ends("failed", "the window is shut", "window_shut");
    case "branch":
      return goes(whenShut.next, "window_shut");
    case "template":
      return does({
        kind: "sendTemplate",
        template: fillTemplate(whenShut.template, facts),
        lease: facts.conversation.facts.driver.lease,
      });
  }
}

function does(task: EffectTask): Move {
  return { kind: "does", task };
}
