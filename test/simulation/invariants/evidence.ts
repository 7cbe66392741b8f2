import { isOfConversation, type StoredConversationEvent } from "../../../src/domain/events.ts";
import type { HistoryEntry } from "../../../src/domain/intake/intake.ts";
import type { Dump } from "../../support/memory-store/dump.ts";
import type { MemoryStore } from "../../support/memory-store/memory-store.ts";
import type { Ledger } from "../outside/ledger.ts";
import type { AutomationsWatch } from "./automations/automations-watch.ts";
import type { Patience } from "./promptness.ts";
import type { Verdict } from "./violation.ts";

/** What the invariants are asked of: what the outside knows, and what the store holds after the calm. */
export interface Evidence {
  verdict: Verdict;
  ledger: Ledger;
  database: MemoryStore;
  dumps: Dump[];
  now: number;
  /** When each entry was accepted, by `<workspace> <key>`: `receivedAt` of a replayed item lies before that. */
  acceptedAt: ReadonlyMap<string, number>;
  patience: Patience;
  /** What was seen of automations; null in a world without flows. */
  automations: AutomationsWatch | null;
}

export type DumpedEntry = Dump["entries"][number];
export type AppliedDumpedEntry = DumpedEntry & { applied: NonNullable<DumpedEntry["applied"]> };

/** Groups by a name; members keep their order. */
export function groupBy<T>(members: Iterable<T>, nameOf: (member: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const name = nameOf(member);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [member]);
    else group.push(member);
  }
  return groups;
}

/** The history of each conversation of a workspace, as `history()` gives it: by version, then by arrival. */
export function historiesOf(dump: Dump): Map<string, HistoryEntry[]> {
  const histories = groupBy(
    dump.entries.flatMap(({ entry, applied }) => (applied === null ? [] : [{ ...entry, applied }])),
    (entry) => entry.conversationId,
  );
  for (const history of histories.values()) {
    history.sort((a, b) => a.applied.version - b.applied.version || a.seq - b.seq);
  }
  return histories;
}

/** The events of each conversation of a workspace, in order of the feed. */
export function eventsByConversation(dump: Dump): Map<string, StoredConversationEvent[]> {
  return groupBy(dump.events.filter(isOfConversation), (event) => event.conversation.id);
}
