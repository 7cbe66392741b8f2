import { MESSAGES_PER_HOUR_MAX } from "../../domain/automation/run.ts";
import type { Step } from "../../domain/automation/step.ts";
import { talks } from "../../domain/automation/talking.ts";
import type { Automata } from "./automata.ts";
import { ends, type Move } from "./move.ts";

const HOUR_MS = 3_600_000;

/**
 * What a step does, if it may: while a person talks no run does (Q50), and no more than so many of their messages go into a conversation in
 * an hour (Q60). Messages are counted when they are decided on.
 */
export function withinLimits(automata: Automata, step: Step, decide: () => Move): Move {
  if (!talks(step)) return decide();
  const { driver } = automata.turn.conversation.facts;
  if (driver.kind === "person") return ends("handed_over", "a person talks");
  const move = decide();
  const count = messagesOf(move);
  if (count === 0) return move;
  const sentAt = automata.state.sentAt.filter((at) => at > automata.at - HOUR_MS);
  if (sentAt.length + count > MESSAGES_PER_HOUR_MAX) {
    return ends("cut", `more than ${MESSAGES_PER_HOUR_MAX} messages of automations in an hour`);
  }
  automata.change({ sentAt: [...sentAt, ...Array.from({ length: count }, () => automata.at)] });
  return move;
}

function messagesOf(move: Move): number {
  if (move.kind !== "does") return 0;
  if (move.task.kind === "send") return move.task.messages.length;
  return move.task.kind === "sendTemplate" ? 1 : 0;
}
