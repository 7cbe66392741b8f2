import type { Actor } from "../domain/actor.ts";
import type { TimerName } from "../domain/conversation/conversation.ts";
import { timerKey, type AppliedEntry, type IntakeEntry } from "../domain/intake/intake.ts";
import { applyEntry } from "./apply-entry.ts";
import type { StepTaken } from "./automation/react.ts";
import type { Turn } from "./turn.ts";

/** Takes one step under the line's settings and for the contact's owner, as the turn has them. What it hands over counts for the steps behind it. */
export function takeStep(
  turn: Turn,
  entry: IntakeEntry,
  now: number,
): { step: StepTaken; taken: AppliedEntry } {
  const { contactOwnerId } = turn;
  const { settings } = turn.line;
  const { driver } = turn.conversation.facts;
  const from = turn.events.length;
  const outcome = applyEntry(turn, entry, { now, settings, contactOwnerId });
  const taken: AppliedEntry = {
    key: entry.key,
    version: turn.conversation.version,
    at: now,
    settingsVersion: settings.version,
    contactOwnerId,
    outcome,
  };
  return { step: { entry, outcome, driver, events: turn.events.slice(from) }, taken };
}

/** The entry that records a deadline's firing. The store gives it its place (`seq`) when the commit is written. */
export function firingOf(turn: Turn, due: { timer: TimerName; dueAt: number }): IntakeEntry {
  const { workspaceId, id, facts } = turn.conversation;
  const key = timerKey(id, { ...due, version: turn.version });
  const actor: Actor =
    due.timer === "autoClose"
      ? { kind: "rule", id: `autoClose:${String(facts.autoCloseActivation)}` }
      : { kind: "system", id: "engine" };
  return {
    workspaceId,
    conversationId: id,
    key,
    seq: 0,
    occurredAt: due.dueAt,
    receivedAt: due.dueAt,
    cause: { kind: "timer", id: key, actor },
    input: { kind: "timer", ...due },
  };
}
