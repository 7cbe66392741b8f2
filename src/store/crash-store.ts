import type { Crash } from "../domain/intake/crash.ts";
import type { ConversationRef } from "./conversation-store.ts";

/** Deaths of processes over conversations, until the entry to blame is found or was none. A handful at most. */
export interface CrashStore {
  /** Notes a death, durably; one that is noted already stays as it is. Throws `StoreUnavailableError`. */
  noteCrash(crash: Crash): Promise<void>;
  /** All of all workspaces, in no order. */
  crashes(): Promise<Crash[]>;
  /** Forgets those of a conversation that goes well again. */
  forgetCrashes(conversation: ConversationRef): Promise<void>;
}
