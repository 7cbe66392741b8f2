import type { Commit } from "../domain/commit.ts";
import type { Log } from "../log.ts";
import { advance, type AdvanceInput } from "../machines/advance.ts";

/**
 * An entry on which the machine throws is a defect of ours, and must not hold up the conversation's other entries (reliability.md 2.6).
 * The entries before it are committed as usual; the entry itself is settled as `dead`, stays in the history, and is logged once.
 * If it is the automations that throw, over something that is no single run's, the turn is taken without them.
 * Throws when nothing but a deadline can be to blame: then only a fixed program helps, and the sweep tries again.
 */
export function isolatePoison(input: AdvanceInput, error: unknown, log: Log): Commit {
  const { automation: _flows, ...plain } = input;
  const unautomated = input.automation === undefined ? null : tryAdvance(plain);
  if (unautomated !== null) {
    log.error(
      { err: error, conversationId: unautomated.conversationId },
      "Automations could not follow a turn of a conversation, which went on without them",
    );
    return unautomated;
  }
  const healthy = advanceHealthy(input);
  if (healthy === null) throw error;
  if (healthy.count > 0) return healthy.commit;
  const poison = input.entries[0]!;
  log.error(
    { err: error, conversationId: poison.conversationId, kind: poison.input.kind },
    "An entry could not be applied and was set aside as dead",
  );
  return setAside(input, healthy.commit, error instanceof Error ? error.name : "unknown");
}

/** An entry over which processes died is not tried once more: its neighbours, and other conversations, go on without it. */
export function setAsideKiller(input: AdvanceInput, log: Log): Commit {
  const killer = input.entries[0]!;
  log.error(
    { conversationId: killer.conversationId, kind: killer.input.kind },
    "An entry over which processes died was set aside as dead",
  );
  return setAside(input, advance({ ...input, entries: [] }), "ProcessDied");
}

/** The commit of a turn that took no entry, with the first one settled as dead. */
function setAside(input: AdvanceInput, commit: Commit, reason: string): Commit {
  return {
    ...commit,
    applied: [
      {
        key: input.entries[0]!.key,
        version: commit.conversation.version,
        at: input.now,
        settingsVersion: input.line.settings.version,
        contactOwnerId: input.contact.ownerId,
        outcome: { kind: "dead", reason },
      },
    ],
  };
}

/**
 * The entries before the first one that throws, found by halving: one after another, a poison in the middle of a full mailbox would hold
 * up the event loop for a second. Null when not even no entry at all goes well.
 */
function advanceHealthy(input: AdvanceInput): { count: number; commit: Commit } | null {
  const first = tryAdvance({ ...input, entries: [] });
  if (first === null) return null;
  let healthy = { count: 0, commit: first };
  let poisoned = input.entries.length;
  while (poisoned - healthy.count > 1) {
    const count = Math.floor((healthy.count + poisoned) / 2);
    const commit = tryAdvance({ ...input, entries: input.entries.slice(0, count) });
    if (commit === null) poisoned = count;
    else healthy = { count, commit };
  }
  return healthy;
}

function tryAdvance(input: AdvanceInput): Commit | null {
  try {
    return advance(input);
  } catch {
    return null;
  }
}
