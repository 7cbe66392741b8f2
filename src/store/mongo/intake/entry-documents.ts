import type { Cause } from "../../../domain/actor.ts";
import type {
  AppliedEntry,
  EntryInput,
  HistoryEntry,
  IntakeEntry,
  Outcome,
} from "../../../domain/intake/intake.ts";
import type { EntryDocument } from "../documents.ts";
import { keyOf } from "../keys.ts";

/** An entry that is to be written: its place is given then. */
export interface NewEntry {
  entry: Omit<IntakeEntry, "seq">;
  /** What the channel handed in beside it; null for commands and timers. */
  raw: unknown;
  /** Of commands: what the caller's key was first used for. */
  fingerprint: string | null;
  /** Null while it waits. */
  applied: AppliedEntry | null;
}

/** The part of an entry that is kept as text. */
interface Body {
  cause: Cause;
  input: EntryInput;
}

export function documentOf(added: NewEntry, seq: number): EntryDocument {
  const { entry, raw, fingerprint, applied } = added;
  const { workspaceId, conversationId, key, occurredAt, receivedAt, cause, input } = entry;
  const waiting = {
    workspace: workspaceId,
    conversation: conversationId,
    seq,
    since: receivedAt,
  };
  return {
    _id: keyOf(workspaceId, key),
    workspace: workspaceId,
    conversation: conversationId,
    key,
    seq,
    occurredAt,
    receivedAt,
    body: JSON.stringify({ cause, input } satisfies Body),
    ...(raw === null || raw === undefined ? {} : { raw: JSON.stringify(raw) }),
    ...(fingerprint === null ? {} : { fingerprint }),
    ...(applied === null ? { waiting } : { applied: appliedOf(applied) }),
  };
}

export function appliedOf(applied: AppliedEntry): NonNullable<EntryDocument["applied"]> {
  const { version, at, settingsVersion, contactOwnerId, outcome } = applied;
  return {
    version,
    at,
    settingsVersion,
    contactOwner: contactOwnerId,
    outcome: JSON.stringify(outcome),
  };
}

export function outcomeOf({ outcome }: NonNullable<EntryDocument["applied"]>): Outcome {
  return JSON.parse(outcome) as Outcome;
}

export function entryOf(document: EntryDocument): IntakeEntry {
  const { cause, input } = JSON.parse(document.body) as Body;
  return {
    workspaceId: document.workspace,
    conversationId: document.conversation,
    key: document.key,
    seq: document.seq,
    occurredAt: document.occurredAt,
    receivedAt: document.receivedAt,
    cause,
    input,
  };
}

/** Nothing of an entry that waits. */
export function historyOf(document: EntryDocument): HistoryEntry[] {
  const { applied } = document;
  if (applied === undefined) return [];
  const { version, at, settingsVersion, contactOwner: contactOwnerId } = applied;
  const outcome = outcomeOf(applied);
  const { key } = document;
  return [
    {
      ...entryOf(document),
      applied: { key, version, at, settingsVersion, contactOwnerId, outcome },
    },
  ];
}
