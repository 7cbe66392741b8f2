import type { Contact } from "../domain/contact/contact.ts";
import type { LineId, WorkspaceId } from "../domain/ids.ts";
import type { HistoryEntry } from "../domain/intake/intake.ts";
import type { Line } from "../domain/line.ts";
import type { Page } from "./intake-store.ts";

/** The past of a workspace, for rehearsals. */
export interface PastStore {
  /**
   * Conversations that have changed at `since` or later, each with all that was ever applied in it, in an order of the store's own. A page looks at a bounded
   * number of conversations: it may be short, or empty, and yet not the last. One that begins while somebody pages may be left out.
   */
  pasts(workspaceId: WorkspaceId, query: PastQuery): Promise<PastPage>;
}

export interface PastPage extends Page<Past> {
  /** How much of all there is has been looked at with this page, from 0 to 1, about; null where the store cannot tell cheaply. */
  share: number | null;
}

export interface PastQuery {
  since: number;
  /** Null: of all lines. */
  lineIds: readonly LineId[] | null;
  cursor: string | null;
  /** 1 to 100. */
  limit: number;
}

export interface Past {
  /** As they are now. */
  line: Line;
  contact: Contact;
  /** In order of (version, seq), as `ConversationStore.history` gives it. */
  history: HistoryEntry[];
}
