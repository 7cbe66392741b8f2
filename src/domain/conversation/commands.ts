import { z } from "zod";
import type { Actor } from "../actor.ts";
import { cascadeSchema, hasCascade } from "../records/cascade.ts";
import type { Run } from "../automation/run.ts";
import type { Conversation, Facts } from "./conversation.ts";
import type { UserId } from "../ids.ts";
import { noted, TEXT_CHARS_MAX, written } from "../sending/outgoing/written.ts";
import { readSchema, resendSchema, sendSchema, typingSchema } from "../sending/send-commands.ts";
import {
  sendRefusal,
  signRefusal,
  windowRefusal,
  type SendMoment,
  type SendRefusal,
} from "../sending/send-refusals.ts";
import { reasonCodeSchema } from "./reason-code.ts";
import { tagListSchema, TAGS_MAX, withTags } from "./tag.ts";
import { covers, type Visibility } from "../people/visibility.ts";

/** To whom a conversation goes (R10.2): a user, nobody, or whoever owns the contact. */
export const assignTargetSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("user"), userId: z.string().min(1).max(128) }),
  z.strictObject({ kind: z.literal("nobody") }),
  z.strictObject({ kind: z.literal("contactOwner") }),
]);
export type AssignTarget = z.infer<typeof assignTargetSchema>;

/** Of how many who could have it, and by which rule, a user was chosen (Q42). */
const chosenSchema = z.strictObject({
  by: z.enum(["roundRobin", "fewestOpen"]),
  of: z.int().min(1),
});

export type Chosen = z.infer<typeof chosenSchema>;

/** A closing description: 1 to 1,000 characters after trimming (R13.2, Q7). */
const descriptionSchema = noted(1_000);

/** Everything people and programs may ask of a conversation. Imperative, where events are past tense. */
export const commandSchema = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("close"),
    description: descriptionSchema,
    reasonCode: reasonCodeSchema,
    /** Optional new owner, applied before the close in the same step (R13.3, R13.4). */
    handOverTo: assignTargetSchema.nullable().default(null),
    /** Whether the contact's next message may start automations anew (R13.7). `false` mutes one opening, and no more. */
    rearm: z.boolean().default(true),
  }),
  z.strictObject({ name: z.literal("reopen") }),
  z.strictObject({
    name: z.literal("assign"),
    target: assignTargetSchema,
    markUnread: z.boolean().default(false),
    /** Who is believed to be the owner, null for nobody: if somebody was faster, it is refused (Q44). Not said: whoever has it. */
    expectedOwnerId: z.string().min(1).max(128).nullable().optional(),
    /** What of the contact goes to the same user (R10.4); only when the target is one (Q40). */
    cascade: cascadeSchema.optional(),
    /** How an automation came to choose this user, for people to read. */
    chosen: chosenSchema.optional(),
  }),
  readSchema,
  z.strictObject({ name: z.literal("unread") }),
  /** Takes a conversation that is nobody's: of many at once the first has it, and the others are told who (Q13). */
  z.strictObject({ name: z.literal("claim") }),
  z.strictObject({ name: z.literal("tag"), tags: tagListSchema }),
  z.strictObject({ name: z.literal("untag"), tags: tagListSchema }),
  /** For colleagues only; nothing of it reaches the contact (Q38). */
  z.strictObject({ name: z.literal("note"), text: noted(4_096) }),
  sendSchema,
  resendSchema,
  typingSchema,
  /** A person talks from now on, and no automation (Q50); `resumeAutomations` gives it back. */
  z.strictObject({ name: z.enum(["pauseAutomations", "resumeAutomations"]) }),
  /** Sends what a responder wrote for a person to approve, as it is or in other words (R12.5). The automation goes on talking. */
  z.strictObject({
    name: z.literal("approveDraft"),
    draftId: z.string().min(1),
    text: written(TEXT_CHARS_MAX).optional(),
  }),
  z.strictObject({ name: z.literal("discardDraft"), draftId: z.string().min(1) }),
  /** Ends automation runs that are under way here. */
  z.strictObject({
    name: z.literal("stopRuns"),
    which: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("all") }),
      z.strictObject({ kind: z.literal("run"), runId: z.string().min(1) }),
      /** Those of a flow that have started by then. */
      z.strictObject({
        kind: z.literal("flow"),
        flowId: z.string().min(1).max(128),
        before: z.int(),
      }),
    ]),
  }),
  /** Takes an open conversation from somebody who can have none any more (Q3, Q46). Asked by the engine, and by nobody else. */
  z.strictObject({ name: z.literal("release"), userId: z.string().min(1).max(128) }),
]);
export type Command = z.infer<typeof commandSchema>;
export type CommandName = Command["name"];

/** Why a command is not possible now. Codes are stable; the API says them in problem documents. */
export type Refusal =
  | SendRefusal
  | "conversation.not_yours"
  | "conversation.already_closed"
  | "conversation.already_open"
  | "conversation.never_opened"
  | "conversation.already_assigned"
  | "conversation.owner_changed"
  | "conversation.version_conflict"
  | "conversation.too_many_tags"
  | "conversation.cascade_needs_user"
  | "contact.has_no_owner"
  | "automation.no_such_run"
  /** It was sent or discarded, or the contact has written since. */
  | "automation.no_such_draft";

export interface CommandAvailability {
  name: (typeof COMMAND_NAMES)[number];
  enabled: boolean;
  reason?: Refusal;
}

/** What a command is judged by, beside the conversation. */
export interface CommandMoment extends SendMoment {
  actor: Actor;
  /** Whose conversations the actor may change (`domain/people/access.ts`). */
  within: Visibility;
  contactOwnerId: UserId | null;
}

/** Why this command is not possible on this conversation now; null when it is. The one rule for answer and deed. */
export function refusalOf(
  command: Command,
  conversation: Conversation,
  moment: CommandMoment,
): Refusal | null {
  const { actor, within, contactOwnerId } = moment;
  const { ownerId, tags } = conversation.facts;
  const isTheirs = mayIssue(command.name, ownerId, within) || isStart(command, conversation, actor);
  if (!isTheirs) return "conversation.not_yours";
  if (command.name === "send" || command.name === "resend")
    return sendRefusal(command, conversation, moment);
  // Who has it already, and claims it, has it: no race was lost.
  if (command.name === "claim" && actor.kind === "user" && actor.id === ownerId) return null;
  const refusal = refusalByState(command.name, conversation, moment.at);
  if (refusal !== null) return refusal;
  if ("draftId" in command && command.draftId !== conversation.automation?.draft?.id) {
    return "automation.no_such_draft";
  }
  const expected = command.name === "assign" ? command.expectedOwnerId : undefined;
  if (expected !== undefined && expected !== ownerId) {
    return "conversation.owner_changed";
  }
  if (command.name === "assign" && hasCascade(command.cascade) && command.target.kind !== "user") {
    return "conversation.cascade_needs_user";
  }
  if (command.name === "stopRuns" && !stopsAny(command, conversation))
    return "automation.no_such_run";
  if (command.name === "tag" && withTags(tags, command.tags).length > TAGS_MAX) {
    return "conversation.too_many_tags";
  }
  const target =
    command.name === "assign"
      ? command.target
      : command.name === "close"
        ? command.handOverTo
        : null;
  // Q39: nothing changes when the contact has no owner to give it to.
  return target?.kind === "contactOwner" && contactOwnerId === null ? "contact.has_no_owner" : null;
}

/** Whether a run is under way that it means. */
function stopsAny(
  { which }: Command & { name: "stopRuns" },
  { automation }: Conversation,
): boolean {
  return (automation?.runs ?? []).some((run) => isMeant(run, which));
}

/** Whether a command to stop runs means this one. */
export function isMeant(run: Run, which: (Command & { name: "stopRuns" })["which"]): boolean {
  switch (which.kind) {
    case "all":
      return true;
    case "run":
      return run.id === which.runId;
    case "flow":
      return run.flowId === which.flowId && run.startedAt <= which.before;
  }
}

/** Whether somebody writes first, in a conversation that was never open: it becomes theirs by that (Q5), so it need not be before. */
function isStart({ name }: Command, { facts }: Conversation, actor: Actor): boolean {
  return name === "send" && actor.kind === "user" && mayStart(facts);
}

/** Whether whoever writes to somebody begins the conversation. */
export function mayStart({ episode, ownerId }: Facts): boolean {
  return episode.number === 0 && ownerId === null;
}

/**
 * Whether somebody who may change conversations `within` may issue a command on one of this owner's. A claim is for what is nobody's:
 * whoever may take those is told that somebody was faster.
 */
export function mayIssue(name: CommandName, ownerId: UserId | null, within: Visibility): boolean {
  return covers(within, ownerId) || (name === "claim" && covers(within, null));
}

/**
 * Which commands are possible on this conversation at `now`, for somebody who may change conversations `within`, and why the others are not.
 * `send` speaks of free-form messages: templates can be sent at any time.
 */
export function availableCommands(
  conversation: Conversation,
  { now, within }: { now: number; within: Visibility },
): CommandAvailability[] {
  return COMMAND_NAMES.map((name) => {
    const reason = mayIssue(name, conversation.facts.ownerId, within)
      ? refusalByState(name, conversation, now)
      : "conversation.not_yours";
    return reason === null ? { name, enabled: true } : { name, enabled: false, reason };
  });
}

/** Those of people, in the order of the documentation. */
export const COMMAND_NAMES = [
  "close",
  "reopen",
  "assign",
  "read",
  "unread",
  "claim",
  "tag",
  "untag",
  "note",
  "send",
  "resend",
  "typing",
] as const satisfies CommandName[];

function refusalByState(name: CommandName, conversation: Conversation, at: number): Refusal | null {
  const { regions, facts } = conversation;
  switch (name) {
    case "close":
      if (regions.lifecycle === "open") return null;
      return facts.episode.number === 0
        ? "conversation.never_opened"
        : "conversation.already_closed";
    case "reopen":
      return regions.lifecycle === "open" ? "conversation.already_open" : null;
    case "claim":
      return facts.ownerId === null ? null : "conversation.already_assigned";
    case "send":
    case "approveDraft":
      return windowRefusal(conversation, at);
    case "typing":
      return signRefusal(conversation, at);
    // Where nothing is open nobody talks, and the next episode begins with nobody.
    case "pauseAutomations":
    case "resumeAutomations":
      return regions.lifecycle === "open" ? null : "conversation.already_closed";
    case "assign":
    case "read":
    case "unread":
    case "tag":
    case "untag":
    case "note":
    case "resend":
    case "release":
    case "stopRuns":
    case "discardDraft":
      return null;
  }
}
