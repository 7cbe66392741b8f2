import type { Actor } from "../actor.ts";
import type { AutomationState, Driver } from "../automation/state.ts";
import type { ContactId, ConversationId, LineId, UserId, WorkspaceId } from "../ids.ts";

/** The four independent regions of a conversation (escala-inbox section 1; architecture section 3). */
export interface Regions {
  lifecycle: "open" | "closed";
  window: "none" | "open" | "expired";
  ownership: "unassigned" | "assigned" | "reassigned";
  attention: "read" | "unread";
}

/** The short answer a person expects, derived from the regions. */
export type ConversationState = "open" | "window-expired" | "closed" | "reassigned";

/** One stretch from opening to closing. Number 0 means: never opened yet. */
export interface Episode {
  number: number;
  openedAt: number | null;
  openedBy: Actor | null;
  closedAt: number | null;
  closedBy: Actor | null;
  description: string | null;
  reasonCode: string | null;
  /**
   * Whether its end let the next opening by the contact fire the trigger again (R13.7). Null before it ends, false when it was closed
   * with `rearm: false`: then one opening passes in silence.
   */
  rearmed: boolean | null;
  /** Ad or post of the message that opened it (Q70). */
  adId: string | null;
}

/** Named deadlines, epoch milliseconds. They live in the conversation's own row: a lost queue loses none of them. */
export interface Timers {
  windowClosing: number | null;
  windowExpired: number | null;
  autoClose: number | null;
  pickup: number | null;
  /** The earliest deadline of the automation runs and clocks under way. */
  automation: number | null;
}
export type TimerName = keyof Timers;

/** What the machine remembers beside its regions (XState calls it context). */
export interface Facts {
  episode: Episode;
  /** Newest inbound that counts for the window: provider time, clamped. */
  lastInboundAt: number | null;
  lastInboundId: string | null;
  /** The number or user id that it came from (`senderOf`): a contact may have several, and the window is that one's. */
  lastInboundFrom: string | null;
  windowExpiresAt: number | null;
  ownerId: UserId | null;
  /** Shared by all users (Q10): inbound messages since the last read, and the flag set by hand. */
  unreadCount: number;
  markedUnread: boolean;
  timers: Timers;
  /** Activation of the auto-close rule that armed `timers.autoClose` (Q9). */
  autoCloseActivation: number | null;
  /** What people and automations put on it, in the order of the alphabet (`domain/conversation/tag.ts`). */
  tags: readonly string[];
  /** Who talks: a message of a run is sent only while its lease stands (Q50). */
  driver: Driver;
}

/** One line for the list. */
export interface MessagePreview {
  id: string;
  direction: "incoming" | "outgoing";
  type: string;
  text: string;
  occurredAt: number;
}

/** The permanent thread between one line and one contact: the document that a commit compares and sets. */
export interface Conversation {
  /** Version of this shape; `stored-conversation.ts` upgrades older ones step by step. */
  schema: 4;
  workspaceId: WorkspaceId;
  id: ConversationId;
  lineId: LineId;
  contactId: ContactId;
  /** Number of steps taken; compared at every commit. */
  version: number;
  regions: Regions;
  facts: Facts;
  /** Automation runs under way; null where none ever was (ADR 14). */
  automation: AutomationState | null;
  lastMessage: MessagePreview | null;
  /** Time of the newest message of either direction or opening; null keeps the conversation out of the list. */
  lastActivityAt: number | null;
  /** Time of the last step. Steps never go back in time, however late an entry is looked at. */
  steppedAt: number;
  createdAt: number;
  updatedAt: number;
}

export function stateOf(regions: Regions): ConversationState {
  if (regions.lifecycle === "closed") return "closed";
  if (regions.window === "expired") return "window-expired";
  if (regions.ownership === "reassigned") return "reassigned";
  return "open";
}

/** The earliest deadline of the conversation: the one indexed column that the sweep reads. */
export function nextDueAt(timers: Timers): number | null {
  let earliest: number | null = null;
  for (const at of Object.values(timers) as (number | null)[]) {
    if (at !== null && (earliest === null || at < earliest)) earliest = at;
  }
  return earliest;
}

export const NO_TIMERS: Timers = {
  windowClosing: null,
  windowExpired: null,
  autoClose: null,
  pickup: null,
  automation: null,
};

export const NOBODY_DRIVES: Driver = { kind: "nobody", lease: 0 };
