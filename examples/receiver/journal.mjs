import { appendFileSync, existsSync, readFileSync } from "node:fs";

/**
 * What was received, in a file: it stands for your database, where the event's id and what you make of it belong in one transaction.
 * One line each: an event that was taken, or the place in the feed up to which everything was.
 */
export function openJournal(path) {
  const taken = new Set();
  /** The newest `seq` of each conversation. */
  const newest = new Map();
  let place = 0;

  const remember = (entry) => {
    if ("place" in entry) place = entry.place;
    else {
      taken.add(entry.id);
      newest.set(entry.conversationId, Math.max(newest.get(entry.conversationId) ?? 0, entry.seq));
    }
  };
  const write = (entry) => {
    // The line break comes first, so that a line which a crash cut off harms no other.
    appendFileSync(path, `\n${JSON.stringify(entry)}`, { flush: true });
    remember(entry);
  };
  for (const entry of existsSync(path) ? readLines(path) : []) remember(entry);

  return {
    /** `known`: it was here before. `late`: something newer of its conversation was here first. */
    take({ id, type, seq, conversation }) {
      if (taken.has(id)) return "known";
      const conversationId = conversation?.id ?? null;
      const isLate = conversationId !== null && seq < (newest.get(conversationId) ?? 0);
      write({ id, type, seq, conversationId });
      return isLate ? "late" : "taken";
    },
    get place() {
      return place;
    },
    set place(next) {
      if (next !== place) write({ place: next });
    },
  };
}

function readLines(path) {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}
