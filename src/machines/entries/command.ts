import { hasCascade } from "../../domain/records/cascade.ts";
import {
  refusalOf,
  type AssignTarget,
  type Chosen,
  type Command,
  type Refusal,
} from "../../domain/conversation/commands.ts";
import type { UserId } from "../../domain/ids.ts";
import type { EntryInput, Outcome } from "../../domain/intake/intake.ts";
import { EVERYTHING } from "../../domain/people/visibility.ts";
import { effectOfKey, isAwaiting } from "../automation/effect-entry.ts";
import type { MachineEvent } from "../machine-event.ts";
import type { Turn } from "../turn.ts";
import { applyNote } from "./note.ts";
import { applyApproval, applyResend, applySend } from "./send.ts";
import { applyReceipt, applyTyping } from "./signs.ts";
import { applyTags } from "./tags.ts";

type CommandInput = Extract<EntryInput, { kind: "command" }>;

/**
 * A command of a person or program (T9, T11 to T13). Refused commands change nothing. One that asks for what is so already
 * is `known`: assigning to the present owner, reading what is read (Q43), claiming what one has, a tag that is there.
 */
export function applyCommand(turn: Turn, input: CommandInput): Outcome {
  const { command } = input;
  const { at } = turn.step;
  const refusal = refusalNow(turn, input);
  if (refusal !== null) return { kind: "refused", code: refusal };
  const changed = carryOut(turn, command);
  const isSilent = SILENT.has(command.name);
  if (changed && !isSilent && turn.conversation.lastActivityAt === null)
    turn.show({ lastActivityAt: at });
  return { kind: changed ? "applied" : "known" };
}

/**
 * Judged here and nowhere earlier: whatever came before it in the mailbox has taken its step by now. Whoever may not change the conversation
 * any more learns nothing else of it, its version least of all.
 */
function refusalNow(turn: Turn, input: CommandInput): Refusal | null {
  const { command, expectedVersion, within = EVERYTHING } = input;
  const { contactOwnerId, cause, at } = turn.step;
  const { conversation } = turn;
  const refusal = refusalOf(command, conversation, {
    actor: cause.actor,
    within,
    contactOwnerId,
    at,
    message: (id) => turn.messageById(id),
  });
  if (refusal === "conversation.not_yours") return refusal;
  if (refusal === null && isOfNoRun(turn, command)) return "automation.run_over";
  const isOther = expectedVersion !== undefined && expectedVersion !== conversation.version;
  return isOther ? "conversation.version_conflict" : refusal;
}

/** Whether it is a run's message, and that run does not wait for it any more: it was stopped, or restarted, or the conversation closed. */
function isOfNoRun({ conversation, step }: Turn, command: Command): boolean {
  if (command.name !== "send" || command.lease === undefined) return false;
  const effectId = effectOfKey(step.cause.id);
  const runs = conversation.automation?.runs ?? [];
  return effectId !== null && !runs.some((run) => isAwaiting(run, effectId));
}

/** Returns whether anything changed. */
function carryOut(turn: Turn, command: Command): boolean {
  switch (command.name) {
    case "tag":
    case "untag":
      return applyTags(turn, command);
    case "note":
      return applyNote(turn, command.text);
    case "send":
      return applySend(turn, command);
    case "resend":
      return applyResend(turn, command);
    case "typing":
      return applyTyping(turn);
    case "approveDraft":
      return applyApproval(turn, command);
    case "discardDraft":
    case "stopRuns":
      // What it leads to is a step of its own (ADR 14).
      turn.mark();
      return true;
    case "assign": {
      const assigned = offerAll(turn, command);
      const { cascade, target } = command;
      if (!hasCascade(cascade) || target.kind !== "user") return assigned;
      turn.handOver(target.userId, cascade);
      return true;
    }
    case "read": {
      const receipt = command.receipt === true && applyReceipt(turn);
      return offerAll(turn, command) || receipt;
    }
    default:
      return offerAll(turn, command);
  }
}

/** These say nothing of when the conversation was last active. */
const SILENT: ReadonlySet<Command["name"]> = new Set([
  "note",
  "typing",
  "stopRuns",
  "discardDraft",
]);

function offerAll(turn: Turn, command: MachineCommand): boolean {
  let changed = false;
  for (const event of machineEvents(turn, command)) changed = turn.offer(event) || changed;
  return changed;
}

/** Commands that a region of the machine answers. */
type MachineCommand = Exclude<
  Command,
  {
    name:
      | "tag"
      | "untag"
      | "note"
      | "send"
      | "resend"
      | "typing"
      | "stopRuns"
      | "approveDraft"
      | "discardDraft";
  }
>;

function machineEvents(turn: Turn, command: MachineCommand): MachineEvent[] {
  const base = {
    at: turn.step.at,
    actor: turn.step.cause.actor,
    settings: turn.step.settings,
  };
  const assigning = (
    target: AssignTarget,
    { markUnread = false, chosen }: { markUnread?: boolean; chosen?: Chosen | undefined } = {},
  ): MachineEvent => ({
    ...base,
    type: "conversation.assign",
    ownerId: ownerOf(turn, target),
    markUnread,
    ...(chosen === undefined ? {} : { chosen }),
  });
  switch (command.name) {
    case "close": {
      const { description, reasonCode, handOverTo, rearm } = command;
      const closing: MachineEvent = {
        ...base,
        type: "conversation.close",
        description,
        reasonCode,
        rearm,
      };
      // R13.4: the transfer comes before the close, in the same step.
      return handOverTo === null ? [closing] : [assigning(handOverTo), closing];
    }
    case "reopen":
      return [{ ...base, type: "conversation.reopen" }];
    case "assign": {
      const { target, markUnread, chosen } = command;
      return [assigning(target, { markUnread, chosen })];
    }
    case "claim":
      return [assigning({ kind: "user", userId: claimantOf(turn) })];
    case "read":
      return [{ ...base, type: "conversation.read" }];
    case "unread":
      return [{ ...base, type: "conversation.unread" }];
    case "pauseAutomations":
      return [{ ...base, type: "automations.pause" }];
    case "resumeAutomations":
      return [{ ...base, type: "automations.resume" }];
    case "release": {
      const { regions, facts } = turn.conversation;
      const isTheirs = regions.lifecycle === "open" && facts.ownerId === command.userId;
      return isTheirs ? [assigning({ kind: "nobody" })] : [];
    }
  }
}

/** Only people own conversations, so only people claim them. */
function claimantOf(turn: Turn): UserId {
  const { actor } = turn.step.cause;
  if (actor.kind !== "user") throw new Error(`${actor.kind} cannot claim a conversation`);
  return actor.id;
}

function ownerOf(turn: Turn, target: AssignTarget): UserId | null {
  switch (target.kind) {
    case "user":
      return target.userId;
    case "nobody":
      return null;
    case "contactOwner":
      return turn.step.contactOwnerId;
  }
}
