import type { ConversationRef } from "../store/conversation-store.ts";

/**
 * What this process is working out at this moment, written where it survives the process. A turn is worked out in one go, so there is
 * never more than one. Only a process that dies leaves an entry behind.
 */
export interface CrashJournal {
  /** The turn begins; `keys` are the entries that it takes. */
  enter(conversation: ConversationRef, keys: readonly string[]): void;
  /** It is worked out, or failed and was told so. */
  leave(): void;
}

export const NO_JOURNAL: CrashJournal = { enter() {}, leave() {} };
