import type { Actor } from "../../../src/domain/actor.ts";
import { automationKey, effectIdOf } from "../../../src/domain/automation/run.ts";
import type { AssignTarget, Command, Refusal } from "../../../src/domain/conversation/commands.ts";
import type { HistoryEntry } from "../../../src/domain/intake/intake.ts";
import type { EffectiveSettings } from "../../../src/domain/line.ts";
import { createShadowDrafts } from "./shadow-drafts.ts";
import { createShadowDriver, type ShadowDriver } from "./shadow-driver.ts";
import { createShadowWindow } from "./shadow-window.ts";
import type { Visibility } from "../../../src/domain/people/visibility.ts";

/** One opening or closing that a history must have led to. */
export interface Turning {
  type: "opened" | "closed";
  version: number;
  /** Of openings: whether the close before left the trigger unarmed. */
  silent: boolean;
  /** Who did it: contact, user, phone, rule. */
  by: string;
}

/** What a history must have led to, by the rules as the product states them. */
export interface Shadow {
  turnings: Turning[];
  ownerId: string | null;
  isOpen: boolean;
  /** For each command that is in the history: why it must have been refused; null: it was possible. */
  refusals: Map<string, Refusal | null>;
  tags: string[];
}

/**
 * The rules of opening, closing, owning and writing (escala-inbox T1, T2, T5 to T12), written a second time and as plainly as possible: no state
 * machine, no events. Two tellings of the same rules that disagree are a mistake in one of them.
 */
export function shadowOf(
  history: readonly HistoryEntry[],
  settingsOf: (version: number) => EffectiveSettings,
): Shadow {
  const shadow: Shadow = {
    turnings: [],
    ownerId: null,
    isOpen: false,
    refusals: new Map(),
    tags: [],
  };
  const seen = new Set<string>();
  const window = createShadowWindow();
  const driver = createShadowDriver();
  let openings = 0;
  let closedAt = -1;
  let isMuted = false;
  /** Version that the last step made. */
  let present = 0;
  /** Activation of the rule under which the last message started the auto-close clock. */
  let activation: number | null = null;
  /** What runs under way wait for. */
  let awaited = new Set<string>();
  const drafts = createShadowDrafts();
  let steppedAt = Number.NEGATIVE_INFINITY;

  const open = (version: number, by: Actor, at: number): void => {
    driver.opened(by, at);
    shadow.isOpen = true;
    openings += 1;
    shadow.turnings.push({ type: "opened", version, silent: isMuted, by: by.kind });
    isMuted = false;
  };
  const close = (version: number, by: Actor["kind"], at: number): void => {
    driver.closed(by);
    shadow.isOpen = false;
    closedAt = at;
    activation = null;
    shadow.turnings.push({ type: "closed", version, silent: false, by });
  };

  for (const entry of inOrder(history)) {
    const { applied, input } = entry;
    if (applied.outcome.kind === "dead") continue;
    const { version, contactOwnerId } = applied;
    const { actor } = entry.cause;
    const settings = settingsOf(applied.settingsVersion);
    const at = Math.max(entry.receivedAt, steppedAt);
    switch (input.kind) {
      case "message": {
        if (seen.has(input.message.sourceId)) break;
        seen.add(input.message.sourceId);
        drafts.drop();
        window.heard({ ...entry, isMessage: true, windowMs: settings.windowMs });
        if (!shadow.isOpen && (openings === 0 || settings.reopening === "automatic")) {
          open(version, actor, at);
          if (settings.ownerOnReopening === "unassign") shadow.ownerId = null;
          if (settings.ownerOnReopening === "contactOwner") shadow.ownerId = contactOwnerId;
        }
        if (shadow.isOpen) activation = activationAt(settings, at);
        break;
      }
      case "echo":
        if (seen.has(input.message.sourceId)) break;
        seen.add(input.message.sourceId);
        if (!shadow.isOpen && entry.occurredAt > closedAt) open(version, actor, at);
        if (shadow.isOpen) driver.echoed(entry.occurredAt, window.lastInboundAt());
        if (driver.isPerson()) drafts.drop();
        break;
      case "call":
        if (input.opensWindow) {
          window.heard({ ...entry, isMessage: false, windowMs: settings.windowMs });
        }
        break;
      case "status":
      case "sendResult":
        window.reported(entry);
        break;
      case "history":
        seen.add(input.message.sourceId);
        break;
      case "command": {
        const { command } = input;
        const userId = actor.id;
        const { expectedVersion = present, within } = input;
        // Who writes first, begins the conversation, and it becomes theirs by that (Q5).
        const isStart =
          command.name === "send" &&
          actor.kind === "user" &&
          openings === 0 &&
          shadow.ownerId === null;
        const due =
          !isStart && isForbidden(command, shadow, within)
            ? "conversation.not_yours"
            : expectedVersion === present
              ? (refusalOf(command, shadow, { openings, contactOwnerId, userId }) ??
                (isStale(command, driver)
                  ? "automation.driver_is_person"
                  : (window.refusalOf(command, at) ??
                    drafts.refusalOf(command) ??
                    runOver(entry, awaited))))
              : "conversation.version_conflict";
        // Which runs are under way is asked elsewhere (`automations`).
        const isDoubtful = due === "doubtful" || (due === null && command.name === "stopRuns");
        if (!isDoubtful) shadow.refusals.set(entry.key, due);
        // What is doubtful, the outcome decides.
        const isRefused = isDoubtful ? applied.outcome.kind === "refused" : due !== null;
        if (isRefused) break;
        const target = targetOf(command);
        if (target !== null) shadow.ownerId = ownerOf(target, contactOwnerId);
        if (command.name === "claim") shadow.ownerId = userId;
        // R13.4: given away first, also by a close.
        const isGiven = target !== null || command.name === "claim";
        if (isGiven && shadow.isOpen) driver.given(actor, shadow.ownerId);
        if (command.name === "release" && shadow.isOpen && shadow.ownerId === command.userId) {
          shadow.ownerId = null;
        }
        if (command.name === "tag") shadow.tags = [...new Set([...shadow.tags, ...command.tags])];
        if (command.name === "untag") {
          shadow.tags = shadow.tags.filter((tag) => !command.tags.includes(tag));
        }
        if (command.name === "close") {
          close(version, actor.kind, at);
          isMuted = !command.rearm;
        }
        if (command.name === "reopen") open(version, actor, at);
        if (command.name === "send") {
          if (openings === 0 && actor.kind === "user") shadow.ownerId ??= userId;
          if (!shadow.isOpen) open(version, actor, at);
        }
        if (command.name === "approveDraft" && !shadow.isOpen) open(version, actor, at);
        if (shadow.isOpen) driver.commanded(command, actor);
        if ("draftId" in command || driver.isPerson()) drafts.drop();
        break;
      }
      case "timer":
        if (input.timer !== "autoClose" || settings.autoClose?.enabled !== true) break;
        if (shadow.isOpen && activation === settings.autoCloseActivatedAt)
          close(version, "rule", at);
        break;
      case "automation":
        drafts.written(input.state.draft);
        awaited = new Set(input.state.runs.map((run) => effectIdOf(run.id, run.stepId, run.visit)));
        break;
      default:
    }
    if (applied.outcome.kind === "applied" || applied.outcome.kind === "held") {
      steppedAt = at;
      present = version;
    }
  }
  return shadow;
}

function activationAt(settings: EffectiveSettings, at: number): number | null {
  const { autoClose, autoCloseActivatedAt } = settings;
  const isOn = autoClose?.enabled === true && autoCloseActivatedAt !== null;
  return isOn && at >= autoCloseActivatedAt ? autoCloseActivatedAt : null;
}

/** Nobody wants a message any more whose run has ended, or has gone on without it. */
function runOver({ key, input }: HistoryEntry, awaited: ReadonlySet<string>): Refusal | null {
  const isOfRun =
    input.kind === "command" && input.command.name === "send" && input.command.lease !== undefined;
  return isOfRun && !awaited.has(key.slice(automationKey("").length))
    ? "automation.run_over"
    : null;
}

/** A message that was decided on under an earlier lease than the present one (Q50). */
function isStale(command: Command, driver: ShadowDriver): boolean {
  return command.name === "send" && command.lease !== undefined && driver.isStale(command.lease);
}

/** By the owner of that moment; a claim by whether its sender may take what is nobody's. */
function isForbidden(command: Command, { ownerId }: Shadow, within?: Visibility): boolean {
  if (within === undefined || within.kind === "all") return false;
  if (ownerId !== null && within.ownerIds.includes(ownerId)) return false;
  return !(within.unassigned && (ownerId === null || command.name === "claim"));
}

function refusalOf(
  command: Command,
  { isOpen, ownerId, tags }: Shadow,
  world: { openings: number; contactOwnerId: string | null; userId: string },
): Refusal | null {
  const { openings, contactOwnerId, userId } = world;
  if (command.name === "claim" && ownerId !== null && ownerId !== userId) {
    return "conversation.already_assigned";
  }
  const expected = command.name === "assign" ? command.expectedOwnerId : undefined;
  if (expected !== undefined && expected !== ownerId) return "conversation.owner_changed";
  if (command.name === "tag" && new Set([...tags, ...command.tags]).size > 50) {
    return "conversation.too_many_tags";
  }
  if (command.name === "close" && !isOpen) {
    return openings === 0 ? "conversation.never_opened" : "conversation.already_closed";
  }
  if (command.name === "reopen" && isOpen) return "conversation.already_open";
  const speaksOfBots = /^(pause|resume)Automations$/.test(command.name);
  if (speaksOfBots && !isOpen) return "conversation.already_closed";
  const needsContactOwner = targetOf(command)?.kind === "contactOwner" && contactOwnerId === null;
  return needsContactOwner ? "contact.has_no_owner" : null;
}

function targetOf(command: Command): AssignTarget | null {
  if (command.name === "assign") return command.target;
  return command.name === "close" ? command.handOverTo : null;
}

function ownerOf(target: AssignTarget, contactOwnerId: string | null): string | null {
  switch (target.kind) {
    case "user":
      return target.userId;
    case "nobody":
      return null;
    case "contactOwner":
      return contactOwnerId;
  }
}

/** What changed nothing found the version that a step had made: it stands behind that step, whatever its place in the mailbox. */
function inOrder(history: readonly HistoryEntry[]): HistoryEntry[] {
  const isStep = ({ applied }: HistoryEntry): boolean =>
    applied.outcome.kind === "applied" || applied.outcome.kind === "held";
  return history.toSorted(
    (one, other) =>
      one.applied.version - other.applied.version || Number(isStep(other)) - Number(isStep(one)),
  );
}
