import type { IntakeEntry } from "./intake.ts";

/**
 * The copy of a dead entry that is tried again: the same in every way, but that it arrives now, under a key of its own. One entry leads to
 * one copy; a copy that dies too may be copied in turn.
 */
export function replayOf(
  { seq: _seq, ...entry }: IntakeEntry,
  at: number,
): Omit<IntakeEntry, "seq"> {
  return { ...entry, key: `${entry.key}|again`, receivedAt: at };
}
