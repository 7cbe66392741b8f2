import type { IntakeEntry } from "../../domain/intake/intake.ts";
import type { Automata } from "./automata.ts";
import { queuedState, type Queued } from "./queued.ts";
import { react, type StepTaken } from "./react.ts";

/** Entries that one entry of the mailbox may bring about: flows that start each other many times over are cut (Q60). */
const ENTRIES_MAX = 1_000;

/**
 * Lets automations answer a step until they are quiet. What they do is applied entry by entry, each of them a step that is reacted to in its
 * turn; at the end stands what they have under way.
 */
export function automate(
  automata: Automata,
  first: StepTaken,
  applyEntry: (entry: IntakeEntry) => StepTaken,
): void {
  if (isIdle(automata, first)) return;
  react(automata, first);
  for (let count = 0; ; count++) {
    if (count >= ENTRIES_MAX) automata.cut(`automations did ${ENTRIES_MAX} things at one go`);
    const queued = automata.next();
    if (queued === null) break;
    react(automata, applyEntry(entryOf(automata, queued)));
  }
  const input = automata.take();
  if (input === null) return;
  const { id, version } = automata.turn.conversation;
  applyEntry(entryOf(automata, queuedState({ conversationId: id, version: version + 1 }, input)));
}

/** Where nothing is under way, a step that tells nobody anything starts nothing. */
function isIdle({ state }: Automata, { entry, events }: StepTaken): boolean {
  const { runs, watches } = state;
  const { kind } = entry.input;
  return (
    runs.length === 0 &&
    watches.length === 0 &&
    events.length === 0 &&
    kind !== "start" &&
    kind !== "timer"
  );
}

/** The store gives it its place (`seq`) when the commit is written. */
function entryOf({ turn, at }: Automata, { key, cause, input }: Queued): IntakeEntry {
  const { workspaceId, id: conversationId } = turn.conversation;
  return { workspaceId, conversationId, key, seq: 0, occurredAt: at, receivedAt: at, cause, input };
}
