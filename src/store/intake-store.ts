import type { Command } from "../domain/conversation/commands.ts";
import type { ContactId, ConversationId, LineId, WorkspaceId } from "../domain/ids.ts";
import type { InboundItem, ParkedReason } from "../domain/intake/inbound.ts";
import type { AskedCommand, Lane, Outcome } from "../domain/intake/intake.ts";

/**
 * The durable door. What these calls answer `accepted` stands on disk, and survives the death of everything.
 * Time and ids come in as arguments, so that a run can be repeated exactly.
 */
export interface IntakeStore {
  /**
   * Writes the items of one webhook, all in one durable commit. For each mailbox item: routes by line, resolves the
   * contact (`domain/contact/identity.ts`), and adds an entry to the conversation's mailbox under the item's unique key.
   * Items of lines that are not registered are parked as `unknown_line`, mailbox items without any identifier as
   * `no_identity`. While items of a line still wait as `unknown_line`, nobody becomes a contact on it: items of somebody unknown are
   * parked behind them, for who somebody is may be told by what came before (rotations). A notice that names no line goes where the lines of its account are; one about templates asks for them to be
   * fetched (`syncRequestOf`), in every workspace that has lines of the account. Results stand in the order of the items. Throws
   * `StoreUnavailableError`.
   */
  accept(items: readonly InboundItem[], options: AcceptOptions): Promise<Accepted[]>;

  /**
   * Adds a command to a conversation's mailbox. The key is unique in the workspace: the same key again is `repeated`, with
   * the fingerprint it was first used with, so that the caller can tell a retry from a mistake, and the command that counts.
   */
  submit(command: Submission): Promise<SubmitResult>;

  /** What became of an entry; `pending` while it waits, null when there is no such key. */
  outcome(workspaceId: WorkspaceId, key: string): Promise<EntryOutcome | null>;

  /** Parked items, newest first. */
  parked(workspaceId: WorkspaceId, query: ParkedQuery): Promise<Page<ParkedItem>>;

  /**
   * Waiting parked items to try again, oldest first, page by page: of one line, or all. Reading takes nothing away;
   * `settleParked` does, after the items were accepted (their keys make a second try harmless).
   */
  parkedForReplay(workspaceId: WorkspaceId, query: ReplayQuery): Promise<Page<ParkedItem>>;
  settleParked(workspaceId: WorkspaceId, ids: readonly string[], at: number): Promise<void>;
  /** Registered lines of which items still wait as `unknown_line`: their replay was cut off, or more came behind. */
  linesToReplay(): Promise<{ workspaceId: WorkspaceId; lineId: LineId }[]>;

  /** News about templates, numbers and accounts, newest first. */
  notices(
    workspaceId: WorkspaceId,
    query: { cursor: string | null; limit: number },
  ): Promise<Page<Notice>>;
}

export interface AcceptOptions {
  receivedAt: number;
  /** Makes the id of a contact seen for the first time. */
  newContactId: () => string;
  /** These items have waited, and are tried again in their order: they wait behind nothing. */
  isReplay?: true;
}

export type Accepted =
  | {
      kind: "accepted" | "duplicate";
      workspaceId: WorkspaceId;
      conversationId: ConversationId;
      /** How soon somebody should look at it. */
      lane: Lane;
    }
  | { kind: "parked"; workspaceId: WorkspaceId; reason: ParkedReason }
  | {
      kind: "noticed";
      workspaceId: WorkspaceId;
      /** The account whose templates have changed, and are asked to be fetched. */
      templatesOf?: string;
    };

export interface Submission extends AskedCommand {
  /** Hash of what was asked, compared when the key comes again. */
  fingerprint: string;
  /**
   * The line and contact of a conversation that may not have begun: then its row is made with the command (Q5), of many at once one. Both
   * must exist, and the conversation be theirs (`conversationIdOf`).
   */
  begins?: { lineId: LineId; contactId: ContactId };
}

export type SubmitResult =
  | { kind: "submitted" }
  | { kind: "repeated"; fingerprint: string; command: Command }
  | { kind: "unknown_conversation" };

export type EntryOutcome =
  | { kind: "pending"; conversationId: ConversationId }
  | { kind: "settled"; conversationId: ConversationId; version: number; outcome: Outcome };

export interface ParkedItem {
  id: string;
  workspaceId: WorkspaceId;
  reason: ParkedReason;
  lineId: LineId | null;
  field: string;
  raw: unknown;
  parkedAt: number;
  replayedAt: number | null;
}

export interface ParkedQuery {
  reason: ParkedReason | null;
  lineId: LineId | null;
  /** Whether items that were replayed are listed too. */
  replayed: boolean;
  cursor: string | null;
  limit: number;
}

export interface ReplayQuery {
  ids: readonly string[] | null;
  lineId: LineId | null;
  reason: ParkedReason | null;
  cursor: string | null;
  limit: number;
}

export interface Notice {
  id: string;
  field: string;
  event: string | null;
  wabaId: string | null;
  lineId: LineId | null;
  occurredAt: number;
  receivedAt: number;
  raw: unknown;
}

/** One page of a list; `cursor` is opaque, null on the last page. */
export interface Page<T> {
  items: T[];
  cursor: string | null;
}
