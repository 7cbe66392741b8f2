import type { Crash } from "../domain/intake/crash.ts";
import type { Log } from "../log.ts";
import type { ConversationRef } from "../store/conversation-store.ts";
import type { CrashStore } from "../store/crash-store.ts";

/**
 * Conversations over which a process died, here or elsewhere. They are taken an entry at a time, so that the next death tells which one is
 * to blame. Kept in memory between looks: the usual turn costs a look into an empty map.
 */
export interface Suspects {
  /** Deaths over this conversation; almost always none. */
  of(conversation: ConversationRef): readonly Crash[];
  /** Looks again into the store. */
  refresh(): Promise<void>;
  /** The conversation went well to the end of its mailbox. */
  clear(conversation: ConversationRef): Promise<void>;
}

const NONE: readonly Crash[] = [];
const nameOf = ({ workspaceId, conversationId }: ConversationRef): string =>
  `${workspaceId} ${conversationId}`;

export const NO_SUSPECTS: Suspects = {
  of: () => NONE,
  refresh: () => Promise.resolve(),
  clear: () => Promise.resolve(),
};

export function createSuspects(store: CrashStore): Suspects {
  let known = new Map<string, Crash[]>();
  return {
    of: (conversation) => known.get(nameOf(conversation)) ?? NONE,
    async refresh() {
      known = Map.groupBy(await store.crashes(), nameOf);
    },
    async clear(conversation) {
      await store.forgetCrashes(conversation);
      known.delete(nameOf(conversation));
    },
  };
}

/** Writes down in the store over what processes before this one died. */
export async function noteCrashes(
  crashes: readonly Crash[],
  { store, log }: { store: Pick<CrashStore, "noteCrash">; log: Log },
): Promise<void> {
  for (const crash of crashes) {
    await store.noteCrash(crash);
    const { conversationId, keys } = crash;
    log.error(
      { conversationId, entries: keys.length },
      "A process before this one died while it worked out a conversation",
    );
  }
}
