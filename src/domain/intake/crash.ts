import type { ConversationId, WorkspaceId } from "../ids.ts";

/** A process that died while it worked out a turn of a conversation. */
export interface Crash {
  /** One death is noted once, however often somebody notes it. */
  id: string;
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
  /** Of the entries that the turn took; none when only deadlines were due. */
  keys: readonly string[];
  at: number;
}

/** After so many deaths over it an entry is tried no more (reliability.md 3.4: isolated in 3 restarts at most). */
const CRASHES_MAX = 3;

/** Whether processes died over this entry too often, and at least once over it alone: its neighbours were there the other times. */
export function killsProcesses(key: string, crashes: readonly Crash[]): boolean {
  const overIt = crashes.filter(({ keys }) => keys.includes(key));
  return overIt.length >= CRASHES_MAX && overIt.some(({ keys }) => keys.length === 1);
}

/** How long a conversation rests that kills processes without any entry. */
const REST_MS = 3_600_000;

/**
 * Whether processes died too often of late over the conversation's deadlines alone: no entry can be set aside for that, so the
 * conversation rests, and is tried again after an hour.
 */
export function diesByItself(crashes: readonly Crash[], now: number): boolean {
  const recent = crashes.filter(({ keys, at }) => keys.length === 0 && at > now - REST_MS);
  return recent.length >= CRASHES_MAX;
}
