import type { Commit } from "../domain/commit.ts";
import type { Log } from "../log.ts";
import { advance, type AdvanceInput } from "../machines/advance.ts";

/**
 * An entry on which the machine throws is a defect of ours, and must not hold up the conversation's other entries (reliability.md 2.6).
 * The entries before it are committed as usual; the entry itself is settled as `dead`, stays in the history, and is logged once.
 * Throws when nothing but a deadline can be to blame: then only a fixed program helps, and the sweep tries again.
 */
export function isolatePoison(input: AdvanceInput, error: unknown, log: Log): Commit {
  const { entries } = input;
  for (let healthy = entries.length - 1; healthy >= 0; healthy--) {
    const commit = tryAdvance({ ...input, entries: entries.slice(0, healthy) });
    if (commit === null) continue;
    if (healthy > 0) return commit;
    const poison = entries[0]!;
    log.error(
      { err: error, conversationId: poison.conversationId, kind: poison.input.kind },
      "An entry could not be applied and was set aside as dead",
    );
    return {
      ...commit,
      applied: [
        {
          key: poison.key,
          version: commit.conversation.version,
          at: input.now,
          settingsVersion: input.line.settings.version,
          contactOwnerId: input.contact.ownerId,
          outcome: { kind: "dead", reason: error instanceof Error ? error.name : "unknown" },
        },
      ],
    };
  }
  throw error;
}

function tryAdvance(input: AdvanceInput): Commit | null {
  try {
    return advance(input);
  } catch {
    return null;
  }
}
