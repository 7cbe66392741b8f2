import type { Assignee, Step } from "../../domain/automation/step.ts";
import type { Command } from "../../domain/conversation/commands.ts";
import { goes, type Move } from "./move.ts";
import type { StepWorld } from "./step-world.ts";

/** Gives the conversation to somebody: by an effect, which finds out whose turn it is (Q42), and whether whom the flow names can have it. */
export function interpretAssign(step: Step & { do: "assign" }, world: StepWorld): Move {
  const { ownerId } = world.facts.conversation.facts;
  const { to, onlyIfUnassigned, markUnread } = step;
  if (onlyIfUnassigned && ownerId !== null) return goes(step.next, "kept", { ownerId });
  if (to.kind === "contactOwner" && world.contactOwnerId === null) {
    return goes(step.onNobody, "nobody", { reason: "the contact has no owner" });
  }
  return give(to, { onlyIfUnassigned, markUnread });
}

/** The bot stops talking at once, whether or not there is somebody to give it to. */
export function interpretHandOver(step: Step & { do: "handOver" }, world: StepWorld): Move {
  const pause: Command = { name: "pauseAutomations" };
  const { to } = step;
  const isNobodys = to === null || (to.kind === "contactOwner" && world.contactOwnerId === null);
  if (isNobodys) return { kind: "commands", command: pause };
  return { ...give(to, { onlyIfUnassigned: false, markUnread: true }), before: pause };
}

function give(
  to: Assignee,
  options: { onlyIfUnassigned: boolean; markUnread: boolean },
): Extract<Move, { kind: "does" }> {
  return { kind: "does", task: { kind: "assign", to, ...options } };
}
