import type { Moved } from "../domain/records/cascade.ts";
import type { Contact } from "../domain/contact/contact.ts";
import type { CrmRecord, RecordKind } from "../domain/records/crm-record.ts";
import type { ContactId, ConversationId, UserId, WorkspaceId } from "../domain/ids.ts";
import type { RecordEdit } from "../domain/records/record-edit.ts";
import type { Page } from "./intake-store.ts";

/** Opportunities, activities and tasks of contacts. Commits hand them over too (`domain/records/cascade.ts`). */
export interface RecordStore {
  /**
   * Writes or deletes a record and puts the events into the feed, all of it or nothing, if its version is still the expected one (0: there
   * is none of this id yet). `taken`: another record of its kind has the outside id. Throws `StoreUnavailableError`; then the outcome is
   * unknown.
   */
  saveRecord(edit: RecordEdit): Promise<"saved" | "conflict" | "taken">;

  record(workspaceId: WorkspaceId, kind: RecordKind, id: string): Promise<CrmRecord | null>;
  recordByExternalId(
    workspaceId: WorkspaceId,
    kind: RecordKind,
    externalId: string,
  ): Promise<CrmRecord | null>;

  /** Newest first. */
  records(workspaceId: WorkspaceId, query: RecordQuery): Promise<Page<CrmRecord>>;

  /** What the step of a conversation that led to this version handed over, beside the conversation. */
  moved(
    workspaceId: WorkspaceId,
    step: {
      contact: Pick<Contact, "id" | "absorbed">;
      conversationId: ConversationId;
      version: number;
    },
  ): Promise<Moved>;
}

export interface RecordQuery {
  kind: RecordKind;
  /** Which: all, those of contacts, or those of some owners and perhaps of nobody. */
  of:
    | { by: "workspace" }
    | { by: "contacts"; ids: readonly ContactId[] }
    | { by: "owners"; ids: readonly UserId[]; unassigned: boolean };
  /** Null: finished or not. */
  unfinished: boolean | null;
  cursor: string | null;
  /** 1 to 100. */
  limit: number;
}
